import { forecastError } from '../../errors.ts';
import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean deviance of a Poisson distribution, in the series' unit; 0 is perfect.
 *
 * Formula: scikit-learn, `mean_poisson_deviance`: the mean of 2 (a ln(a / p) - a + p), with 0 ln 0 = 0.
 *
 * @param actual - At least one finite value, each of at least 0.
 * @param predicted - One finite value for each actual one, each greater than 0.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, naming the index of the first value out of range.
 *
 * @example
 * ```ts
 * meanPoissonDeviance([1, 2], [1, 4]); // 0.6137
 * ```
 */
export const meanPoissonDeviance = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p, i) => {
    if (a < 0 || p <= 0) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `Poisson deviance needs actual values of at least 0 and predictions above 0; got ${a} and ${p} at index ` +
          `${i}. Use rmse for such a series.`,
      );
    }
    return 2 * ((a === 0 ? 0 : a * Math.log(a / p)) - a + p);
  });
};
