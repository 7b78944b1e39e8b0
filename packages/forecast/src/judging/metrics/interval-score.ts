import { forecastError } from '../../errors.ts';
import { checkBounds } from './check-bounds.ts';
import { meanOf } from './check-pair.ts';

/**
 * Mean Winkler score (interval score), in the series' unit. Lower is better. It is the width of an interval, plus 2 /
 * alpha times the distance of a value outside of it. So intervals that are too wide and intervals that are too narrow
 * both score worse.
 *
 * Formula: R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, section 5.9, there
 * called the Winkler score; alpha is 1 - level / 100.
 *
 * @param actual - At least one finite value.
 * @param lower - One finite bound for each actual value.
 * @param upper - One finite bound for each actual value, none below its `lower`.
 * @param level - The intervals' level, a percentage above 0 and below 100.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * intervalScore([1, 9], [0, 0], [5, 5], 80); // 25: a width of 5, and (2 / 0.2) * 4 for one of two
 * ```
 */
export const intervalScore = (
  actual: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  level: number,
): number => {
  checkBounds(actual, lower, upper);
  if (!(level > 0 && level < 100)) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `level must be a percentage above 0 and below 100; got ${String(level)}.`,
    );
  }
  const weight = 200 / (100 - level);
  return meanOf(actual, lower, (a, low, i) => upper[i]! - low + weight * Math.max(0, low - a, a - upper[i]!));
};
