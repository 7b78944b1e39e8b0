import { describe, expect, test } from 'vitest';
import { initialParameters } from '../../src/engine/initial-parameters.ts';
import { layoutOf } from '../../src/engine/layout.ts';
import { seededRandom } from '../../src/engine/random.ts';

describe('initialParameters', () => {
  test('has an orthogonal recurrent matrix and a forget bias of 1', () => {
    const layout = layoutOf({ features: 1, layers: [4], outputs: 1 });
    const parameters = initialParameters(layout, seededRandom(0));
    const { recurrent, bias } = layout.layers[0]!;
    for (let a = 0; a < 4; a += 1) {
      for (let b = 0; b < 4; b += 1) {
        let product = 0;
        for (let g = 0; g < 16; g += 1)
          product += parameters[recurrent + a * 16 + g]! * parameters[recurrent + b * 16 + g]!;
        expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
    expect(Array.from(parameters.slice(bias, layout.dense))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
