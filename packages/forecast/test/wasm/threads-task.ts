import type { NetworkShape, TrainingTask } from '../../src/index.ts';

/** The shape of a network of one layer. With 40 units, its training is large enough for several threads. */
export const shapeOf = (units = 40): NetworkShape => ({
  features: 1,
  window: 40,
  layers: [units],
  outputs: 1,
  activation: 'tanh',
  gateActivation: 'sigmoid',
});

/** Trains a network of this shape, from `parameters`, on the same rows on every machine. */
export const threadsTask = (
  shape: NetworkShape,
  parameters: Float64Array,
  changes: Partial<TrainingTask> = {},
): TrainingTask => {
  // Without sine and logarithm, whose last digits depend on the machine.
  const values = Float64Array.from({ length: 140 }, (_, i) => ((i * 7) % 11) / 11);
  return {
    shape,
    parameters,
    inputs: values,
    targets: values,
    starts: Uint32Array.from({ length: 100 }, (_, i) => i),
    steps: [0],
    quantiles: [0.5],
    loss: 'mse',
    delta: 1,
    epochs: 2,
    batchSize: 32,
    learningRate: 0.01,
    clipNorm: 0,
    dropout: 0.1,
    recurrentDropout: 0.1,
    seed: 5,
    signal: undefined,
    onEpoch: undefined,
    ...changes,
  };
};
