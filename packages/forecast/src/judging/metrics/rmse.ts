import { checkPair } from './check-pair.ts';
import { squaresOf } from './squares.ts';

/**
 * Root of the mean squared error, in the series' unit; 0 is perfect. Formula: scikit-learn, `root_mean_squared_error`.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * rmse([1, 2], [1, 4]); // 1.4142135623730951
 * ```
 */
export const rmse = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  const { mean, scale } = squaresOf(actual, predicted, (a, p) => a - p);
  return Math.sqrt(mean) / scale;
};
