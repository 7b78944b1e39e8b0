import type { TrainingTask } from '../engine/engine.ts';

/** The loss of one output, and its derivative with respect to that output. */
export interface LossAt {
  readonly loss: number;
  readonly slope: number;
}

/**
 * The loss of an output whose error is `error`: the output minus its target.
 *
 * Huber: P. Huber, "Robust estimation of a location parameter", 1964. Pinball: R. Koenker, G. Bassett, "Regression
 * quantiles", 1978. At a kink the slope is 0.
 */
export const lossAt = (
  { loss, delta }: Pick<TrainingTask, 'loss' | 'delta'>,
  error: number,
  quantile: number,
): LossAt => {
  const size = Math.abs(error);
  switch (loss) {
    case 'mse':
      return { loss: error * error, slope: 2 * error };
    case 'mae':
      return { loss: size, slope: Math.sign(error) };
    case 'huber':
      return size <= delta
        ? { loss: 0.5 * error * error, slope: error }
        : { loss: delta * (size - 0.5 * delta), slope: delta * Math.sign(error) };
    case 'pinball': {
      if (error === 0) return { loss: 0, slope: 0 };
      const slope = error > 0 ? 1 - quantile : -quantile;
      return { loss: slope * error, slope };
    }
  }
};
