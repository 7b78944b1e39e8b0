import { forecastError } from '../errors.ts';
import type { TrainingTask } from './engine.ts';

// Targets are scaled to about 1. An error of a thousand times their range means divergence, not a slow start.
const largestLoss = 1e6;

/** Throws `PENSTOCK_TRAINING_DIVERGED` when the loss is `NaN` or too large for a training that converges. */
export const checkLoss = (
  loss: number,
  epoch: number,
  { epochs, learningRate, shape, clipNorm }: TrainingTask,
): void => {
  if (loss <= largestLoss) return;
  const more = [
    ...(clipNorm === 0 ? ['a clipNorm of 1'] : []),
    ...(shape.activation === 'relu' ? ['activation "tanh"'] : []),
  ];
  throw forecastError(
    'PENSTOCK_TRAINING_DIVERGED',
    `Expected a loss of at most ${largestLoss}; got ${loss} in epoch ${epoch} of ${epochs}. ` +
      `Try a smaller learningRate (now ${learningRate})${more.map((way) => `, or ${way}`).join('')}.`,
  );
};

/** Throws `PENSTOCK_TRAINING_DIVERGED` unless all weights are finite after the last epoch. */
export const checkWeights = (parameters: Float64Array, task: TrainingTask): void => {
  if (!parameters.every(Number.isFinite)) checkLoss(Number.NaN, task.epochs, task);
};
