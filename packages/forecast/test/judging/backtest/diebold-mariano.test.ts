import { describe, expect, test } from 'vitest';
import { dieboldMariano } from '../../../src/index.ts';

const actual = [457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2, 411.57, 404.42, 399.52, 377.18];
const first = [450, 430, 400, 400, 401, 399, 430, 430, 410, 400, 402, 380];
const second = [445, 457.33, 424.44, 394.8, 408.9, 398.82, 402.15, 435.79, 423.2, 411.57, 404.42, 399.52];
const losses = (predicted: readonly number[], power: number): number[] =>
  predicted.map((value, i) => Math.abs(value - actual[i]!) ** power);

describe('dieboldMariano', () => {
  // The package dieboldmariano 1.1.0 from PyPI, by diebold-mariano.golden.py.
  test.each([
    [1, -2.8203561330462414, 0.01665705624513168],
    [2, -2.647949152510495, 0.02266923442087927],
    [3, -3.5672370101846127, 0.004416415693747034],
  ])('agrees with the Python package dieboldmariano on squared errors %d steps ahead', (horizon, statistic, pValue) => {
    const found = dieboldMariano(losses(first, 2), losses(second, 2), { horizon });
    expect(found.statistic).toBeCloseTo(statistic, 10);
    expect(found.pValue).toBeCloseTo(pValue, 10);
  });

  test('agrees with it on absolute errors', () => {
    const found = dieboldMariano(losses(first, 1), losses(second, 1));
    expect(found.statistic).toBeCloseTo(-3.8798729299113566, 10);
    expect(found.pValue).toBeCloseTo(0.0025639253519748597, 10);
  });

  test("uses Bartlett's weights if the variance is negative, as the package's option does", () => {
    const found = dieboldMariano([1, 2, 1, 2, 1, 2], [0, 0, 0, 0, 0, 0], { horizon: 2 });
    expect(found.statistic).toBeCloseTo(13.416407864998739, 10);
    expect(found.pValue! / 4.117306087546077e-5).toBeCloseTo(1, 9);
  });

  test('returns null for differences that do not vary', () => {
    expect(dieboldMariano([1, 2, 3], [1, 2, 3])).toEqual({ statistic: null, pValue: null });
  });

  test('refuses unequal lengths, one loss and a horizon beyond the rows', () => {
    const invalid = expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' });
    expect(() => dieboldMariano([1, 2], [1])).toThrow(invalid);
    expect(() => dieboldMariano([1], [1])).toThrow(invalid);
    expect(() => dieboldMariano([1, 2], [2, 1], { horizon: 2 })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

test('counts losses that differ by a constant as not varying, despite rounding', () => {
  const first = Array.from({ length: 30 }, (_, i) => (i + 1) / 10);
  const second = first.map((loss) => loss + 0.1);
  expect(new Set(first.map((loss, i) => loss - second[i]!)).size).toBeGreaterThan(1);
  expect(dieboldMariano(first, second)).toEqual({ statistic: null, pValue: null });
});
