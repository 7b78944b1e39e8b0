import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean squared error, in the square of the series' unit; 0 is perfect. Formula: scikit-learn, `mean_squared_error`.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * mse([1, 2], [1, 4]); // 2
 * ```
 */
export const mse = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p) => (a - p) ** 2);
};
