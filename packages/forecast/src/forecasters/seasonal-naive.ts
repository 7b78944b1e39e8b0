import { forecastError } from '../errors.ts';
import { checkPeriods } from '../seasons/periods.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { demand } from '../saved/saved-fields.ts';
import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link seasonalNaive}; all optional. */
export interface SeasonalNaiveOptions extends MethodOptions {
  /** Rows of a season: whole, at least 2. Default: the shortest of {@link naturalPeriods}. */
  readonly period?: number;
}

/** What {@link seasonalNaive} learns. */
export interface SeasonalNaiveLearnt {
  readonly period: number;
}

/**
 * Forecasts each row as the row one season before: the method to compare with for series that have a season.
 *
 * Needs one season and one row, or `PENSTOCK_SERIES_TOO_SHORT`. If the step of the series has no natural season,
 * `period` is required, or `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * const model = await seasonalNaive.fit(closes, { period: 7 });
 * model.forecast(7).mean; // the last seven closes
 * ```
 */
export const seasonalNaive: Forecaster<SeasonalNaiveOptions, SavedMethod<SeasonalNaiveLearnt>> = methodForecaster<
  Pick<SeasonalNaiveOptions, 'period'>,
  SeasonalNaiveLearnt
>({
  name: 'seasonalNaive',
  optionNames: { period: true },
  leastRows: 2,
  learnsNothing: true,
  prepare({ period }) {
    const asked = period === undefined ? undefined : checkPeriods('period', [period])[0];
    return (rows, step) => {
      const chosen = asked ?? naturalPeriods(step)[0];
      if (chosen === undefined) {
        throw forecastError(
          'PENSTOCK_BAD_OPTION',
          'Rows with this step have no natural season. Set "period" to the number of rows in a season.',
        );
      }
      if (rows.length > chosen) return { period: chosen };
      throw forecastError(
        'PENSTOCK_SERIES_TOO_SHORT',
        `A season of ${chosen} rows needs a series of at least ${chosen + 1} rows; got ${rows.length}.`,
      );
    };
  },
  windowOf: ({ period }) => period,
  predict: (past, { period }, horizon) => Float64Array.from({ length: horizon }, (_, step) => past[step % period]!),
  load({ period }, window) {
    demand(period === window, '"learnt.period" as long as its window');
    return { period: window };
  },
});
