import { forecastError } from '../../errors.ts';
import type { CheckedBacktestOptions } from './options.ts';

const defaultFolds = 20;

/**
 * The number of rows that each forecast knows, increasing. The last forecast ends at the last row.
 *
 * @param rows - Rows of the series.
 * @throws `PENSTOCK_SERIES_TOO_SHORT` when no row is left to fit on before the first forecast.
 */
export const originsOf = (
  rows: number,
  options: Pick<CheckedBacktestOptions, 'horizon' | 'step' | 'heldOut' | 'folds'>,
): readonly number[] => {
  const { horizon, step, heldOut } = options;
  const half = Math.floor(rows / 2);
  const folds = options.folds ?? Math.max(1, Math.min(defaultFolds, Math.floor((half - horizon) / step) + 1));
  const first = rows - horizon - (folds - 1) * step;
  if (first - heldOut < 1) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `${folds} forecasts of ${horizon} rows, ${step} rows apart, and ${heldOut} held-out rows need at least ` +
        `${rows - first + heldOut + 1} rows; got ${rows}. Pass more history or fewer folds.`,
    );
  }
  return Array.from({ length: folds }, (_, fold) => first + fold * step);
};
