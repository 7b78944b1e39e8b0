import { checkPair, meanOf } from './check-pair.ts';

/**
 * Symmetric mean absolute percentage error, in percent, from 0 to 200; 0 is perfect.
 *
 * Formula: the M4 competition, `200 * mean(|a - p| / (|a| + |p|))` (S. Makridakis, E. Spiliotis, V. Assimakopoulos,
 * "The M4 Competition", 2020). Where actual and predicted are both 0, the term is 0.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * smape([1, 2], [1, 6]); // 50
 * ```
 */
export const smape = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return 200 * meanOf(actual, predicted, (a, p) => (a === p ? 0 : Math.abs(a - p) / (Math.abs(a) + Math.abs(p))));
};
