import { mae } from './mae.ts';
import { meanOfChanges } from './season-changes.ts';

/**
 * Mean absolute scaled error, without unit: the error as a multiple of the error of seasonal naive in the training
 * rows. 0 is perfect.
 *
 * Formula: R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast accuracy", 2006, with the seasonal scale
 * of the M4 competition: `mae` over the mean of |y[t] - y[t - period]|.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param history - The training rows before them, more than `period`.
 * @param period - Rows of a season; 1 without a season. Default 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, also for a history without any change; `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * mase([5, 6], [4, 4], [1, 2, 4]); // 1: errors of 1.5, changes of 1.5
 * ```
 */
export const mase = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  history: ArrayLike<number>,
  period = 1,
): number => mae(actual, predicted) / meanOfChanges(history, period, Math.abs);
