import type { TrainingTask } from '@penstock/forecast';
import { lstm, wasmEngine } from '@penstock/forecast';

/** A training that is large enough for several threads, the same numbers in Node and in a browser. */
export const taskOf = (): TrainingTask => {
  const shape = {
    features: 1,
    window: 40,
    layers: [40],
    outputs: 1,
    activation: 'tanh',
    gateActivation: 'sigmoid',
  } as const;
  // Without sine or logarithm, whose last digits are left to the machine.
  const values = Float64Array.from({ length: 140 }, (_, i) => ((i * 7) % 11) / 11);
  return {
    shape,
    parameters: Float64Array.from({ length: 4 * 40 * 42 + 41 }, (_, i) => (((i * 37) % 101) / 101 - 0.5) / 5),
    inputs: values,
    targets: values,
    starts: Uint32Array.from({ length: 100 }, (_, i) => i),
    steps: [0],
    quantiles: [0.5],
    loss: 'mse',
    delta: 1,
    epochs: 3,
    batchSize: 32,
    learningRate: 0.01,
    clipNorm: 1,
    dropout: 0.1,
    recurrentDropout: 0.1,
    seed: 5,
    signal: undefined,
    onEpoch: undefined,
  };
};

/** Four days ahead of a short series, by all that a user calls. */
export const forecastOf = async (): Promise<number[]> => {
  const values = taskOf().inputs.slice(0, 40);
  const times = values.map((_, i) => i * 86_400_000);
  const model = await lstm.fit(
    { times, values },
    { window: 5, units: 4, epochs: 5, engine: wasmEngine({ reproducible: true }) },
  );
  return Array.from(model.forecast(4).mean);
};
