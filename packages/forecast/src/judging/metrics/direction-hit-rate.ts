import { checkPair, meanOf } from './check-pair.ts';

/**
 * Share of rows whose prediction moves from the value before in the direction that the series did, in percent. For a
 * coin it is 50. "No change" is a direction of its own, so naive hits only where nothing changes.
 *
 * Source: M. H. Pesaran, A. Timmermann, "A simple nonparametric test of predictive performance", 1992, whose test
 * starts from this share.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param before - For each the true value that was known when the prediction was made.
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
