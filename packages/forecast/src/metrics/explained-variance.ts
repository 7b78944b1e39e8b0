import { checkPair, meanOf } from './check-pair.ts';

/**
 * Share of the variance of `actual` that the predictions explain, without unit; 1 is best. Unlike `r2`
 * it forgives a constant offset.
 *
 * Formula: scikit-learn, `explained_variance_score`. When all actual values are equal: 1 if the errors
 * are equal too, else 0, as there.
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
  const mean = meanOf(actual, predicted, (a) => a);
  const bias = meanOf(actual, predicted, (a, p) => a - p);
  const left = meanOf(actual, predicted, (a, p) => (a - p - bias) ** 2);
  const whole = meanOf(actual, predicted, (a) => (a - mean) ** 2);
  if (whole === 0) return left === 0 ? 1 : 0;
  return 1 - left / whole;
};
