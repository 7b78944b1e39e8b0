import { describe, expect, test } from 'vitest';
import { within } from '../../src/model/bounds.ts';

describe('within', () => {
  test('gives the bound that a value lies beyond', () => {
    expect([-3, 1, 7, Infinity, -Infinity].map((value) => within(value, [0, 5]))).toEqual([0, 1, 5, 5, 0]);
  });

  test.each([
    [Number.NaN, [0, 5]],
    [Infinity, [-Infinity, Infinity]],
    [-Infinity, [-Infinity, Infinity]],
    [1e308, [Infinity, Infinity]],
  ] as const)('refuses %d within %j, which gives no finite forecast', (value, bounds) => {
    expect(() => within(value, bounds)).toThrow(expect.objectContaining({ code: 'PENSTOCK_FORECAST_NOT_FINITE' }));
  });
});
