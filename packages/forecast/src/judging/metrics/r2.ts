import { checkPair } from './check-pair.ts';
import { centerOf, explainedOf, squaresOf } from './squares.ts';

/**
 * Coefficient of determination, without unit; 1 is perfect, 0 no better than the mean of `actual`.
 *
 * Formula: scikit-learn, `r2_score`. When all actual values are equal: 1 if the predictions are perfect, else 0, as in
 * scikit-learn.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * r2([1, 2], [1, 4]); // -7
 * ```
 */
export const r2 = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  const mean = centerOf(actual, predicted, (a) => a);
  return explainedOf(
    squaresOf(actual, predicted, (a, p) => a - p),
    squaresOf(actual, predicted, (a) => a - mean),
  );
};
