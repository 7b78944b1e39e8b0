import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Activation } from '../../src/index.ts';
import { Adam } from '../../src/lstm/adam.ts';
import { layoutOf } from '../../src/lstm/parameters.ts';
import { seededRandom } from '../../src/lstm/random.ts';
import { ReferenceLstm } from '../../src/lstm/reference.ts';
import { train } from '../../src/lstm/train.ts';

interface Golden {
  readonly units: number;
  readonly window: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly values: number[];
  readonly start: number[];
  readonly tanh: Run;
  readonly relu: Run;
}
interface Run {
  readonly outputs: number[];
  readonly losses: number[];
  readonly trained: number[];
}

// Keras 3.15.1 on JAX 0.10.2 in double precision, by test/golden/lstm.py.
const golden = JSON.parse(readFileSync(new URL('../golden/lstm.json', import.meta.url), 'utf8')) as Golden;
const layout = layoutOf(golden.units);
const values = Float64Array.from(golden.values);
const furthest = (ours: ArrayLike<number>, theirs: number[]) =>
  Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)));

describe.each<Activation>(['tanh', 'relu'])('the reference LSTM with %s', (activation) => {
  const expected = golden[activation];

  it('gives the outputs of Keras', () => {
    const network = new ReferenceLstm(layout, golden.window, activation);
    const start = Float64Array.from(golden.start);
    const outputs = expected.outputs.map((_, i) => network.forward(start, values, i));
    // With tanh, Keras is 5e-8 from its own equations in double precision (cause unknown); with relu, 3e-17.
    expect(furthest(outputs, expected.outputs)).toBeLessThan(activation === 'tanh' ? 1e-7 : 1e-12);
  });

  it('trains to the losses and weights of Keras', async () => {
    const parameters = Float64Array.from(golden.start);
    const losses: number[] = [];
    await train(parameters, values, {
      layout,
      window: golden.window,
      activation,
      epochs: golden.epochs,
      batchSize: values.length,
      learningRate: golden.learningRate,
      random: seededRandom(0),
      onEpoch: ({ loss }) => losses.push(loss),
    });
    expect(furthest(losses, expected.losses)).toBeLessThan(1e-7);
    expect(furthest(parameters, expected.trained)).toBeLessThan(1e-7);
  });

  // Relu has no slope at 0; these weights and inputs keep every unit's state well away from it.
  it('has the slopes of finite differences in every parameter', () => {
    const window = 5;
    const network = new ReferenceLstm(layout, window, activation);
    const random = seededRandom(11);
    const parameters = Float64Array.from({ length: layout.size }, () => random() - 0.3);
    const inputs = Float64Array.from({ length: window }, () => 0.2 + random());
    const loss = () => (network.forward(parameters, inputs) - 0.7) ** 2;
    const gradient = new Float64Array(layout.size);
    network.backward(parameters, gradient, 2 * (network.forward(parameters, inputs) - 0.7));
    expect(gradient.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
    for (let i = 0; i < layout.size; i += 1) {
      const kept = parameters[i]!;
      parameters[i] = kept + 1e-5;
      const above = loss();
      parameters[i] = kept - 1e-5;
      const below = loss();
      parameters[i] = kept;
      expect(Math.abs(gradient[i]! - (above - below) / 2e-5), `parameter ${i}`).toBeLessThan(1e-8);
    }
  });

  it('adds to the gradient, so that a batch sums up', () => {
    const network = new ReferenceLstm(layout, golden.window, activation);
    const start = Float64Array.from(golden.start);
    const once = new Float64Array(layout.size);
    const twice = new Float64Array(layout.size);
    network.forward(start, values);
    network.backward(start, once, 1);
    network.backward(start, twice, 1);
    network.backward(start, twice, 1);
    expect(furthest(twice, Array.from(once, (slope) => 2 * slope))).toBeLessThan(1e-14);
  });
});

describe('Adam', () => {
  it('moves by about its rate on the first step, whatever the slope (Kingma and Ba, section 2.1)', () => {
    const parameters = new Float64Array(3);
    new Adam(3, 0.01).step(parameters, Float64Array.of(1e-2, -5, 0));
    expect(furthest(parameters, [-0.01, 0.01, 0])).toBeLessThan(1e-5);
  });
});
