import { checkPair, meanOf } from './check-pair.ts';

/**
 * Mean of predicted minus actual, in the series' unit: above 0 if forecasts are too high. 0 is best, but positive and
 * negative errors cancel out.
 *
 * Formula: the negative of the mean error (ME) of R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast
 * accuracy", 2006, which is the mean of actual minus predicted.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`.
 *
 * @example
 * ```ts
 * bias([1, 2], [1, 4]); // 1
 * ```
 */
export const bias = (actual: ArrayLike<number>, predicted: ArrayLike<number>): number => {
  checkPair(actual, predicted);
  return meanOf(actual, predicted, (a, p) => p - a);
};
