import { forecastError } from '../../errors.ts';
import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean squared logarithmic error, without unit. It measures relative errors; 0 is perfect.
 *
 * Formula: scikit-learn, `mean_squared_log_error`: the mean of (ln(a + offset) - ln(p + offset)) squared. The offset of
 * scikit-learn is 1; Elastic's evaluate API has it as an option.
 *
 * @param actual - At least one finite value, each greater than `-offset`.
 * @param predicted - One finite value for each actual one, each greater than `-offset`.
 * @param offset - Added to each value; finite. Default 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, naming the index of the first value out of range.
 *
 * @example
 * ```ts
 * msle([0, 1], [0, 3]); // 0.2402
 * ```
 */
export const msle = (actual: ArrayLike<number>, predicted: ArrayLike<number>, offset = 1): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p, i) => {
    if (!(a + offset > 0 && p + offset > 0)) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `msle needs values greater than ${-offset}; got ${a} (actual) and ${p} (predicted) at index ${i}. ` +
          'Use mse for such a series, or a larger offset.',
      );
    }
    return (Math.log(a + offset) - Math.log(p + offset)) ** 2;
  });
};
