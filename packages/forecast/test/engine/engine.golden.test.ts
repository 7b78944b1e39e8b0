import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Loss, LstmEngine, NetworkShape, TrainingTask } from '../../src/index.ts';
import { referenceEngine, wasmEngine } from '../../src/index.ts';

interface Case extends Omit<NetworkShape, 'outputs'> {
  readonly loss: Loss;
  readonly delta: number;
  readonly clipNorm: number;
  readonly steps: number[];
  readonly quantiles: number[];
  readonly inputs: number[];
  readonly start: number[];
  readonly outputs: number[];
  readonly losses: number[];
  readonly trained: number[];
}
interface Keras {
  readonly epochs: number;
  readonly learningRate: number;
  readonly cases: Record<string, Case>;
}
// Keras 3.15.1 on JAX 0.10.2 in double precision, by test/engine/engine.golden.py.
const keras = JSON.parse(readFileSync(new URL('./engine.golden.json', import.meta.url), 'utf8')) as Keras;

const furthest = (ours: ArrayLike<number>, theirs: ArrayLike<number>) => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...Array.from(theirs, (value, i) => Math.abs(value - ours[i]!)));
};

// With tanh in double precision, Keras itself differs by 5e-8 from its equations. Single precision adds about 1e-6.
const engines: [LstmEngine, number, number][] = [
  [referenceEngine, 1e-7, 1e-6],
  [wasmEngine({ reproducible: true }), 1e-6, 2e-5],
  [wasmEngine(), 1e-6, 2e-5],
];

describe.each(engines)('the engine %o', (engine, near, nearTrained) => {
  test.each(Object.entries(keras.cases))(
    'agrees with the outputs, losses and weights of Keras with %s',
    async (_name, golden) => {
      const shape: NetworkShape = { ...golden, outputs: golden.steps.length };
      const parameters = Float64Array.from(golden.start);
      const inputs = Float64Array.from(golden.inputs);
      const rows = inputs.length / shape.features;
      const count = rows - shape.window - Math.max(...golden.steps);
      const network = engine.network(shape, parameters);
      const outputs = Array.from({ length: count }, (_, i) =>
        Array.from(network.predict(inputs.subarray(i * shape.features, (i + shape.window) * shape.features))),
      );
      expect(furthest(outputs.flat(), golden.outputs)).toBeLessThan(near);
      const losses: number[] = [];
      const task: TrainingTask = {
        ...golden,
        shape,
        parameters,
        inputs,
        targets: inputs.filter((_, i) => i % shape.features === 0),
        starts: Uint32Array.from({ length: count }, (_, i) => i),
        epochs: keras.epochs,
        batchSize: count,
        learningRate: keras.learningRate,
        dropout: 0,
        recurrentDropout: 0,
        seed: 0,
        signal: undefined,
        onEpoch: ({ loss }) => losses.push(loss),
      };
      const trained = await engine.train(task);
      expect(furthest(losses, golden.losses)).toBeLessThan(nearTrained);
      expect(furthest(trained, golden.trained)).toBeLessThan(nearTrained);
      expect(parameters).toEqual(Float64Array.from(golden.start));
    },
  );
});
