import { expect, test } from 'vitest';
import { autocorrelation } from '../../src/seasons/autocorrelation.ts';

test('is the sum of products of centred rows, divided by the sum of their squares', () => {
  // Centred: -1.5, -0.5, 0.5, 1.5, whose squares sum to 5. Lag 1: 0.75 - 0.25 + 0.75; lag 3: -2.25.
  const at = autocorrelation(Float64Array.of(1, 2, 3, 4));
  expect([at(1), at(2), at(3), at(4)]).toEqual([0.25, -0.3, -0.45, 0]);
});

test('is NaN if the values do not vary', () => {
  expect(autocorrelation(Float64Array.of(2, 2, 2))(1)).toBeNaN();
});
