import { checkBounds } from './check-bounds.ts';
import { meanOf } from './check-pair.ts';

/**
 * Share of the actual values within their bounds, the bounds included, in percent. For good intervals it equals their
 * level.
 *
 * @param actual - At least one finite value.
 * @param lower - One finite bound for each actual value.
 * @param upper - One finite bound for each actual value, none below its `lower`.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * coverage([1, 2, 3, 9], [0, 0, 0, 0], [5, 5, 5, 5]); // 75
 * ```
 */
export const coverage = (actual: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>): number => {
  checkBounds(actual, lower, upper);
  return 100 * meanOf(actual, lower, (a, low, i) => (a >= low && a <= upper[i]! ? 1 : 0));
};
