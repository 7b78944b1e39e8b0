import { describe, expect, test } from 'vitest';
import { within } from '../../src/model/bounds.ts';

describe('within', () => {
  test('limits a value to the bounds', () => {
    expect([-3, 1, 7, Infinity, -Infinity].map((value) => within(value, [0, 5]))).toEqual([0, 1, 5, 5, 0]);
  });

  test.each([
    [Number.NaN, [0, 5]],
    [Infinity, [-Infinity, Infinity]],
    [-Infinity, [-Infinity, Infinity]],
    [1e308, [Infinity, Infinity]],
  ] as const)('throws for %d within %j, which is not finite', (value, bounds) => {
    expect(() => within(value, bounds)).toThrow(expect.objectContaining({ code: 'PENSTOCK_FORECAST_NOT_FINITE' }));
  });
});
