import { forecastError } from '../../errors.ts';
import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean pinball loss of a quantile forecast, in the series' unit. Lower is better, 0 is perfect. For the median it is
 * half of `mae`.
 *
 * Formula: scikit-learn, `mean_pinball_loss`.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param quantile - The share of actual values that should be below their prediction; 0 to 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * pinball([1, 2], [1, 4], 0.9); // 0.1: one prediction is 2 too high, and each counts a tenth
 * ```
 */
export const pinball = (actual: ArrayLike<number>, predicted: ArrayLike<number>, quantile: number): number => {
  checkPair(actual, predicted);
  if (!(quantile >= 0 && quantile <= 1)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `quantile must be a number of 0 to 1; got ${String(quantile)}.`);
  }
  return meanOf(actual, predicted, (a, p) => Math.max(quantile * (a - p), (quantile - 1) * (a - p)));
};
