import { forecastError } from '../errors.ts';
import { fitLagRegression, forecastLagRegression } from '../regression/lag-regression.ts';
import type { LagRegression } from '../regression/lag-regression.ts';
import { seasonalLags } from '../regression/seasonal-lags.ts';
import type { LagChoice } from '../regression/seasonal-lags.ts';
import { checkPeriods, periodsOf } from '../seasons/periods.ts';
import { savedRegression } from './saved-regression.ts';
import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link autoregression}; all optional. */
export interface AutoregressionOptions extends MethodOptions {
  /**
   * Rows of a season. A number: this season, and its multiples among the longer seasons of clock and calendar, if they
   * pass the season test. A list: exactly these seasons, without a test; an empty list means no season. Default: the
   * periods of {@link naturalPeriods} that pass the test.
   */
  readonly period?: number | readonly number[];
  /**
   * Which earlier rows each row is regressed on: `narrow`, `wide`, or a list of how many rows back, each a whole number
   * of at least 1, in increasing order. `narrow` takes the last 3 rows, and the row one season back with its two
   * neighbours. `wide` takes all rows of a season, and rows around its multiples. Default `wide`.
   */
  readonly lags?: LagChoice | readonly number[];
  /** Penalty on the squared weights, as a share of the rows' mean square: 0 or more. Default 0.0001. */
  readonly ridge?: number;
  /**
   * The weight of a training row is halved for each `halfLife` rows that it is older: above 0. Default: all rows have
   * the same weight.
   */
  readonly halfLife?: number;
}

const mostLags = 1_000;

const checkLags = (lags: LagChoice | readonly number[]): LagChoice | readonly number[] => {
  if (lags === 'narrow' || lags === 'wide') return lags;
  const list: unknown = lags;
  if (
    Array.isArray(list) &&
    list.length > 0 &&
    list.length <= mostLags &&
    list.every((lag, i) => Number.isInteger(lag) && lag > ((list[i - 1] as number | undefined) ?? 0))
  ) {
    return [...lags];
  }
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `lags must be "narrow", "wide" or at most ${mostLags} increasing whole numbers; got ${JSON.stringify(lags)}.`,
  );
};

/**
 * A linear regression of each row on earlier rows, among them those one season back. A forecast of several steps uses
 * the forecasts of the steps before.
 *
 * It learns the weights at `fit` and keeps them. With `transforms: [log()]` it was the most accurate single forecaster
 * on hourly series of the M4 competition; see the guide. Needs four rows, and more than twice its longest lag, or
 * `PENSTOCK_SERIES_TOO_SHORT`. Source: A. E. Hoerl, R. W. Kennard, "Ridge Regression", 1970.
 *
 * @example
 * ```ts
 * const model = await autoregression.fit(closes, { period: 7, transforms: [log()] });
 * model.forecast(7).mean;
 * ```
 */
export const autoregression: Forecaster<AutoregressionOptions, SavedMethod<LagRegression>> = methodForecaster<
  Pick<AutoregressionOptions, 'period' | 'lags' | 'ridge' | 'halfLife'>,
  LagRegression
>({
  name: 'autoregression',
  optionNames: { period: true, lags: true, ridge: true, halfLife: true },
  leastRows: 4,
  prepare({ period, lags = 'wide', ridge = 0.0001, halfLife = Infinity }) {
    const asked = typeof period === 'number' || period === undefined ? period : [...period];
    if (asked !== undefined) checkPeriods('period', asked);
    const choice = checkLags(lags);
    if (!(ridge >= 0 && ridge < Infinity)) {
      throw forecastError('PENSTOCK_BAD_OPTION', `ridge must be a finite number of 0 or more; got ${String(ridge)}.`);
    }
    if (!(halfLife > 0)) {
      throw forecastError('PENSTOCK_BAD_OPTION', `halfLife must be greater than 0; got ${String(halfLife)}.`);
    }
    return (rows, step) => {
      const chosen =
        typeof choice === 'string' ? seasonalLags(choice, periodsOf(rows, asked, step), rows.length) : choice;
      if (rows.length <= 2 * chosen.at(-1)!) {
        throw forecastError(
          'PENSTOCK_SERIES_TOO_SHORT',
          `A longest lag of ${chosen.at(-1)!} rows needs more than ${2 * chosen.at(-1)!} rows; got ${rows.length}. ` +
            'Pass more history, or choose shorter lags.',
        );
      }
      return fitLagRegression(rows, { lags: chosen, ridge, halfLife });
    };
  },
  windowOf: ({ lags }) => lags.at(-1)!,
  predict: (past, learnt, horizon) => forecastLagRegression(past, learnt, horizon),
  load: (learnt, window) => savedRegression('learnt', learnt, window),
});
