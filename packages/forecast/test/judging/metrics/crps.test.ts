import { describe, expect, test } from 'vitest';
import { crps } from '../../../src/index.ts';
import { actual, moved, predicted } from './prices.ts';

const quantiles = [0.025, 0.1, 0.5, 0.9, 0.975].map((quantile, i) => ({
  quantile,
  values: moved([-60, -30, 2, 25, 70][i]!),
}));

/** The quantile of the standard normal distribution, by bisection; erf by its series. */
const normalQuantile = (probability: number): number => {
  const distribution = (x: number): number => {
    let [term, sum] = [x, x];
    for (let n = 1; n < 200; n += 1) {
      term *= (-x * x) / (2 * n);
      sum += term / (2 * n + 1);
    }
    return 0.5 + sum / Math.sqrt(2 * Math.PI);
  };
  let [low, high] = [-5, 5];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (distribution(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
};

describe('crps', () => {
  test("is twice the integral of scikit-learn's pinball loss", () => {
    // scikit-learn 1.9.1 and NumPy's trapezoid, by metrics.golden.py.
    expect(crps(actual, { mean: predicted, quantiles })).toBeCloseTo(9.65762499999999, 11);
  });

  test('is near the result of properscoring for a normal distribution, with many quantiles', () => {
    const fine = Array.from({ length: 199 }, (_, i) => (i + 1) / 200).map((quantile) => ({
      quantile,
      values: moved(20 * normalQuantile(quantile)),
    }));
    expect(crps(actual, { mean: predicted, quantiles: fine })).toBeCloseTo(11.297731222095317, 4);
    // properscoring 0.1, crps_gaussian, by metrics.golden.py.
    expect(crps(actual, { mean: predicted, quantiles: fine }) / 11.29840107023128).toBeCloseTo(1, 3);
  });

  test('uses the ends of bands as quantiles and the point forecast as the median', () => {
    const mean = moved(2);
    const intervals = [
      { level: 80, lower: moved(-30), upper: moved(25) },
      { level: 95, lower: moved(-60), upper: moved(70) },
    ];
    expect(crps(actual, { mean, intervals })).toBeCloseTo(9.65762499999999, 11);
  });

  test('refuses a forecast without quantiles and bands', () => {
    expect(() => crps(actual, { mean: predicted })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_METRIC_INPUT_INVALID' }),
    );
  });
});
