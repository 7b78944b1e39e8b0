import { forecastError } from '../../errors.ts';
import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean deviance of a gamma distribution, without unit. It measures relative errors; 0 is perfect.
 *
 * Formula: scikit-learn, `mean_gamma_deviance`: the mean of 2 (ln(p / a) + a / p - 1).
 *
 * @param actual - At least one finite value, each greater than 0.
 * @param predicted - One finite value for each actual one, each greater than 0.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, naming the index of the first value out of range.
 *
 * @example
 * ```ts
 * meanGammaDeviance([1, 2], [1, 4]); // 0.1931
 * ```
 */
export const meanGammaDeviance = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p, i) => {
    if (a <= 0 || p <= 0) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `Gamma deviance needs actual and predicted values above 0; got ${a} (actual) and ${p} (predicted) at index ` +
          `${i}. Use rmse for such a series.`,
      );
    }
    return 2 * (Math.log(p / a) + a / p - 1);
  });
};
