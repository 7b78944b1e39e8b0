import { rmse } from './rmse.ts';
import { meanOfChanges } from './season-changes.ts';

/**
 * Root mean squared scaled error, without unit: like {@link mase}, but with squared errors, so that large errors weigh
 * more.
 *
 * Formula: S. Makridakis, E. Spiliotis, V. Assimakopoulos, "The M5 competition: Background, organization, and
 * implementation", 2022: `rmse` divided by the root of the mean of (y[t] - y[t - period]) squared, where `period` is 1.
 *
 * @param actual - At least one finite value.
 * @param predicted - One finite value for each actual one.
 * @param history - The training rows before them, more than `period`.
 * @param period - Rows of a season; 1 without a season. Default 1.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, also for a history without any change; `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * rmsse([5, 6], [4, 4], [1, 2, 4]); // 1
 * ```
 */
export const rmsse = (
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  history: ArrayLike<number>,
  period = 1,
): number => rmse(actual, predicted) / Math.sqrt(meanOfChanges(history, period, (change) => change * change));
