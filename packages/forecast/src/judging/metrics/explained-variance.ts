import { checkPair } from './check-pair.ts';
import { centerOf, explainedOf, squaresOf } from './squares.ts';

/**
 * Share of the variance of `actual` that the predictions explain, without unit; 1 is best. Unlike `r2`, it ignores a
 * constant offset.
 *
 * Formula: scikit-learn, `explained_variance_score`. When all actual values are equal: 1 if the errors are equal too,
 * else 0, as in scikit-learn.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * explainedVariance([1, 2], [1, 4]); // -3
 * ```
 */
export const explainedVariance = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  const mean = centerOf(actual, predicted, (a) => a);
  const bias = centerOf(actual, predicted, (a, p) => a - p);
  return explainedOf(
    squaresOf(actual, predicted, (a, p) => a - p - bias),
    squaresOf(actual, predicted, (a) => a - mean),
  );
};
