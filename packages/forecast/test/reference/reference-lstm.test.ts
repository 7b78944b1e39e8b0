import { describe, expect, test } from 'vitest';
import type { NetworkShape } from '../../src/index.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import { seededRandom } from '../../src/engine/random.ts';
import { ReferenceLstm } from '../../src/reference/reference-lstm.ts';

const plain: NetworkShape = {
  features: 2,
  window: 5,
  layers: [3, 2],
  outputs: 2,
  activation: 'tanh',
  gateActivation: 'sigmoid',
};
const furthest = (ours: ArrayLike<number>, theirs: number[]) =>
  Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)));

describe.each<Partial<NetworkShape>>([{}, { activation: 'relu' }, { gateActivation: 'hardSigmoid' }])(
  'the reference LSTM with %o',
  (changes) => {
    const shape = { ...plain, ...changes };
    const { size } = layoutOf(shape);
    const random = seededRandom(11);
    const parameters = Float64Array.from({ length: size }, () => random() - 0.3);
    const inputs = Float64Array.from({ length: shape.window * shape.features }, () => 0.2 + random());
    const masks = [
      { inputs: Float64Array.of(2, 1), recurrent: Float64Array.of(1.5, 0, 1) },
      { inputs: Float64Array.of(0, 1, 2), recurrent: undefined },
    ];

    // At the kinks of relu and of the hard sigmoid the gradient does not exist. These weights and inputs are far from
    // the kinks.
    test('agrees with finite differences for every parameter, with masks too', () => {
      const network = new ReferenceLstm(shape);
      const loss = () =>
        network.forward(parameters, inputs, masks).reduce((sum, output, i) => sum + (output - i) ** 2, 0);
      const gradient = new Float64Array(size);
      network.backward(
        parameters,
        gradient,
        network.forward(parameters, inputs, masks).map((output, i) => 2 * (output - i)),
      );
      expect(gradient.filter((slope) => Math.abs(slope) > 0.01).length).toBeGreaterThan(10);
      for (let i = 0; i < size; i += 1) {
        const kept = parameters[i]!;
        parameters[i] = kept + 1e-5;
        const above = loss();
        parameters[i] = kept - 1e-5;
        const below = loss();
        parameters[i] = kept;
        expect(Math.abs(gradient[i]! - (above - below) / 2e-5), `parameter ${i}`).toBeLessThan(1e-8);
      }
    });

    test('adds to the gradient, so that a batch is summed', () => {
      const network = new ReferenceLstm(shape);
      const once = new Float64Array(size);
      const twice = new Float64Array(size);
      network.forward(parameters, inputs);
      network.backward(parameters, once, [1, 1]);
      network.backward(parameters, twice, [1, 1]);
      network.backward(parameters, twice, [1, 1]);
      expect(
        furthest(
          twice,
          Array.from(once, (slope) => 2 * slope),
        ),
      ).toBeLessThan(1e-13);
    });
  },
);
