import { describe, expect, test } from 'vitest';
import { mase, owa, smape } from '../../../src/index.ts';

describe('the metrics of the M4 competition', () => {
  test('agree with their formulas on a few numbers', () => {
    // 200 * mean(1 / 3, 0, 2 / 6).
    expect(smape([1, 0, 2], [2, 0, 4])).toBeCloseTo(200 * (2 / 9), 12);
    // An error of 3, over changes of 2 from row to row and of 4 from season to season.
    expect(mase([10], [7], [1, 3, 5, 7])).toBe(1.5);
    expect(mase([10], [7], [1, 3, 5, 7], 2)).toBe(0.75);
  });

  test('give the published OWA of the winner on hourly series', () => {
    // Makridakis, Spiliotis and Assimakopoulos, 2020: S. Smyl's submission 9.328 and 0.893, Naive2 18.383 and 2.395.
    expect(owa({ smape: 9.328, mase: 0.893 }, { smape: 18.383, mase: 2.395 })).toBeCloseTo(0.44, 3);
  });

  test('refuse a divisor of 0', () => {
    const code = expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' });
    expect(() => mase([1], [2], [3, 3, 3])).toThrow(code);
    expect(() => mase([1], [2], [3, 4], 2)).toThrow(code);
    expect(() => owa({ smape: 1, mase: 1 }, { smape: 0, mase: 1 })).toThrow(code);
  });
});
