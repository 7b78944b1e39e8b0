import { describe, expect, test } from 'vitest';
import { bartlett, varianceOfMean } from '../../../src/judging/backtest/variance-of-mean.ts';

// By hand: the mean is 2, the autocovariances at lags 0 to 3 are 6/4, -2/4, -2/4 and 1/4.
const values = [1, 2, 4, 1];

describe('varianceOfMean', () => {
  test('is the variance divided by the count if neighbours are independent', () => {
    expect(varianceOfMean(values, 1)).toBeCloseTo(6 / 16, 12);
  });

  test('adds twice the autocovariances at lags below the overlap', () => {
    expect(varianceOfMean([3, 1, 1, 3], 2)).toBeCloseTo((1 - (2 * 1) / 4) / 4, 12);
    expect(varianceOfMean([3, 1, 1, 3], 2, bartlett(2))).toBeCloseTo((1 - 1 / 4) / 4, 12);
  });

  test('uses all lags if the overlap is longer than the values', () => {
    expect(Math.abs(varianceOfMean(values, 9))).toBeLessThan(1e-12);
  });
});
