import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { expOf, logOf } from '../../src/simulate/exact-math.ts';
import { xoshiro128 } from '../../src/simulate/random.ts';

test('logOf equals Math.log except in the last digits', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -70, max: 1, noNaN: true }), (value) => {
      const expected = Math.log(value);
      expect(Math.abs(logOf(value) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected) + 1e-17);
    }),
  );
  expect(logOf(1)).toBe(0);
});

test('expOf equals Math.exp except in the last digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -16, max: 16, noNaN: true }), (value) => {
      expect(Math.abs(expOf(value) / Math.exp(value) - 1)).toBeLessThan(1e-13);
    }),
  );
  expect(expOf(0)).toBe(1);
});

// The first outputs of the authors' C code from the state 1, 2, 3, 4; the Rust crate rand_xoshiro tests the same.
test('xoshiro128 returns the numbers of xoshiro128**', () => {
  const random = xoshiro128([1, 2, 3, 4]);
  expect([random(), random(), random(), random(), random()]).toEqual([11_520, 0, 5_927_040, 70_819_200, 2_031_721_883]);
});
