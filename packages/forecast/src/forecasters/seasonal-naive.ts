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

/** What {@link seasonalNaive} keeps. */
export interface SeasonalNaiveLearnt {
  readonly period: number;
}

/**
 * Forecasts that each row is as it was one season before: the bar for series with a season.
 *
 * Needs one season and one row, or `PENSTOCK_SERIES_TOO_SHORT`. A series whose step has no natural season needs
 * `period`, or `PENSTOCK_BAD_OPTION`.
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
          'Rows this far apart have no natural season. Say with "period" how many rows make one.',
        );
      }
      if (rows.length > chosen) return { period: chosen };
      throw forecastError(
        'PENSTOCK_SERIES_TOO_SHORT',
        `A season of ${chosen} rows needs at least ${chosen + 1} of them; got ${rows.length}.`,
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
