import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean absolute error, in the series' unit; 0 is perfect. Formula: scikit-learn, `mean_absolute_error`.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * mae([1, 2], [1, 4]); // 1
 * ```
 */
export const mae = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p) => Math.abs(a - p));
};
