import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean absolute percentage error, in percent: 2.5 is 2.5 %; 0 is perfect, and there is no upper bound.
 *
 * Formula: scikit-learn, `mean_absolute_percentage_error`, times 100. As in scikit-learn, an actual 0 counts as 2 **
 * -52, so the result is then finite but enormous.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * mape([1, 2], [1, 4]); // 50
 * ```
 */
export const mape = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return 100 * meanOf(actual, predicted, (a, p) => Math.abs(a - p) / Math.max(Math.abs(a), Number.EPSILON));
};
