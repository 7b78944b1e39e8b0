import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ReferenceLstm } from '../../src/reference/reference-lstm.ts';

interface Golden {
  readonly window: number;
  readonly features: number;
  readonly layers: number[];
  readonly weights: number[];
  readonly inputs: number[];
  readonly targets: number[];
  readonly outputs: number[];
  readonly gradient: number[];
}
// PyTorch 2.15 in double precision, by test/reference/reference-lstm.golden.py.
const torch = JSON.parse(readFileSync(new URL('./reference-lstm.golden.json', import.meta.url), 'utf8')) as Golden;

const furthest = (ours: ArrayLike<number>, theirs: ArrayLike<number>) => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...Array.from(theirs, (value, i) => Math.abs(value - ours[i]!)));
};

describe('the reference', () => {
  test('agrees with the outputs and the gradient of PyTorch', () => {
    const { window, features, layers } = torch;
    const batch = torch.inputs.length / window / features;
    const outputs = torch.targets.length / batch;
    const network = new ReferenceLstm({
      window,
      features,
      layers,
      outputs,
      activation: 'tanh',
      gateActivation: 'sigmoid',
    });
    const weights = Float64Array.from(torch.weights);
    const gradient = new Float64Array(weights.length);
    const given: number[] = [];
    for (let i = 0; i < batch; i += 1) {
      const out = network.forward(
        weights,
        Float64Array.from(torch.inputs.slice(i * window * features, (i + 1) * window * features)),
      );
      given.push(...out);
      network.backward(
        weights,
        gradient,
        out.map((value, o) => (2 * (value - torch.targets[i * outputs + o]!)) / torch.targets.length),
      );
    }
    expect(furthest(given, torch.outputs)).toBeLessThan(1e-14);
    expect(furthest(gradient, torch.gradient)).toBeLessThan(1e-14);
  });
});
