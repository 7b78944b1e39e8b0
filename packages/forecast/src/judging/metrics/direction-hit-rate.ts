import { checkPair, meanOf } from './check-pair.ts';

/**
 * Share of rows whose prediction is in the same direction from the last known value as the true value, in percent. A
 * random guess gets 50. "No change" is a third direction, so naive is right only where the series does not change.
 *
 * Source: M. H. Pesaran, A. Timmermann, "A simple nonparametric test of predictive performance", 1992, whose test
 * starts from this share.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param before - For each prediction, the last true value that was known when it was made.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * directionHitRate([2, 1], [3, 5], [1, 2]); // 50
 * ```
 */
export const directionHitRate = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  before: ArrayLike<number>,
): number => {
  checkPair(actual, predicted);
  checkPair(actual, before);
  return (
    100 * meanOf(actual, predicted, (a, p, i) => (Math.sign(a - before[i]!) === Math.sign(p - before[i]!) ? 1 : 0))
  );
};
