import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';
import { mae } from './mae.ts';

/**
 * Mean absolute scaled error: the mean absolute error, over that of seasonal naive one season ahead on the training
 * rows. 0 is perfect; below 1 the forecast errs less than that.
 *
 * Formula: R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast accuracy", 2006; with a season as in the
 * M4 competition.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param training - The rows before, more than one season, all finite.
 * @param period - Rows of a season: whole, at least 1. Default 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, also for training rows that repeat season by season; `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * mase([5], [6], [1, 2, 3, 4]); // 1
 * ```
 */
export const mase = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  training: ArrayLike<number>,
  period = 1,
): number => {
  wholeNumber('period', period, 1);
  const rows = Array.from(training);
  if (rows.length <= period) {
    throw forecastError(
      'PENSTOCK_METRIC_INPUT_INVALID',
      `MASE needs more training rows than a season of ${period}, but there are ${rows.length}.`,
    );
  }
  const scale = mae(rows.slice(period), rows.slice(0, -period));
  if (scale > 0) return mae(actual, predicted) / scale;
  throw forecastError(
    'PENSTOCK_METRIC_INPUT_INVALID',
    'MASE divides by the changes of the training rows from season to season, and there are none.',
  );
};
