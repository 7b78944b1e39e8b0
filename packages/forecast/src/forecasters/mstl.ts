import { forecastError } from '../errors.ts';
import { fitLagRegression, forecastLagRegression } from '../regression/lag-regression.ts';
import type { LagRegression } from '../regression/lag-regression.ts';
import { seasonalLags } from '../regression/seasonal-lags.ts';
import { mstl as decompose } from '../seasons/mstl.ts';
import { checkPeriods, periodsOf } from '../seasons/periods.ts';
import { windowFor } from '../seasons/window-for.ts';
import { chooseEts } from '../smoothing/choose-ets.ts';
import { forecastEts } from '../smoothing/ets.ts';
import type { EtsForm, EtsWeights } from '../smoothing/ets.ts';
import { savedEts } from './saved-ets.ts';
import { demand, fieldsOf } from '../saved/saved-fields.ts';
import { savedRegression } from './saved-regression.ts';
import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link mstl}; all optional. */
export interface MstlOptions extends MethodOptions {
  /**
   * Rows of a season. A number: this season, and its multiples among the longer seasons of clock and calendar, if they
   * pass the season test. A list: exactly these seasons, without a test; an empty list means no season. Default: the
   * periods of {@link naturalPeriods} that pass the test.
   */
  readonly period?: number | readonly number[];
  /** The method that forecasts the series without its seasons. Default `ets`. */
  readonly rest?: 'ets' | 'autoregression';
}

/** What {@link mstl} learns. */
export interface MstlLearnt {
  /** Rows of each season, in increasing order. */
  readonly periods: readonly number[];
  readonly rest:
    | { readonly by: 'ets'; readonly form: EtsForm; readonly weights: EtsWeights }
    | { readonly by: 'autoregression'; readonly regression: LagRegression };
}

/**
 * Removes the seasons by local regression (MSTL), forecasts the rest by exponential smoothing without a season or by an
 * autoregression, and adds the last cycle of each season to the forecast.
 *
 * Each forecast decomposes its window again: six times the longest season, at least 200 rows, and at most as many rows
 * as the model was fitted on. Use `transforms: [log()]` where seasons grow with the level. Needs four rows. Without a
 * season it forecasts by `rest` alone. Sources: R. B. Cleveland et al., "STL", 1990; K. Bandara, R. J. Hyndman, C.
 * Bergmeir, "MSTL", 2021.
 *
 * @example
 * ```ts
 * const model = await mstl.fit(closes, { period: [7, 30], transforms: [log()] });
 * model.forecast(30).mean;
 * ```
 */
export const mstl: Forecaster<MstlOptions, SavedMethod<MstlLearnt>> = methodForecaster<
  Pick<MstlOptions, 'period' | 'rest'>,
  MstlLearnt
>({
  name: 'mstl',
  optionNames: { period: true, rest: true },
  leastRows: 4,
  prepare({ period, rest = 'ets' }) {
    const asked = typeof period === 'number' || period === undefined ? period : [...period];
    if (asked !== undefined) checkPeriods('period', asked);
    if (rest !== 'ets' && rest !== 'autoregression') {
      throw forecastError('PENSTOCK_BAD_OPTION', `rest must be "ets" or "autoregression"; got ${String(rest)}.`);
    }
    return (rows, step) => {
      const periods = periodsOf(rows, asked, step);
      const { adjusted } = decompose(rows, periods);
      if (rest === 'ets') {
        const { form, weights } = chooseEts(adjusted, { trend: 'auto', season: 'none', period: 1 });
        return { periods, rest: { by: 'ets', form, weights } };
      }
      // The lags around one season let the regression model what the decomposition left of the shortest season.
      const lags = seasonalLags('narrow', periods.slice(0, 1), adjusted.length);
      const regression = fitLagRegression(adjusted, { lags, ridge: 0.001, halfLife: Infinity });
      return { periods, rest: { by: 'autoregression', regression } };
    };
  },
  windowOf: ({ periods }, rows) => windowFor(rows, periods.at(-1) ?? 1),
  predict(past, { periods, rest }, horizon) {
    const { adjusted, seasonal } = decompose(past, periods);
    const path =
      rest.by === 'ets'
        ? forecastEts(adjusted, rest, horizon)
        : forecastLagRegression(adjusted, rest.regression, horizon);
    for (const [i, period] of periods.entries()) {
      const first = past.length - period;
      for (let step = 0; step < horizon; step += 1) path[step]! += seasonal[i]![first + (step % period)]!;
    }
    return path;
  },
  load({ periods, rest }, window) {
    demand(
      Array.isArray(periods) &&
        periods.length <= 5 &&
        periods.every((one, i) => Number.isInteger(one) && one > ((periods[i - 1] as number | undefined) ?? 1)) &&
        2 * ((periods.at(-1) as number | undefined) ?? 1) <= window,
      'increasing whole numbers as "learnt.periods"',
    );
    const fields = fieldsOf('"learnt.rest"', rest);
    demand(
      fields['by'] === 'ets' || fields['by'] === 'autoregression',
      '"ets" or "autoregression" as "learnt.rest.by"',
    );
    return {
      periods: [...(periods as number[])],
      rest:
        fields['by'] === 'ets'
          ? { by: 'ets', ...savedEts('learnt.rest', fields, window) }
          : {
              by: 'autoregression',
              regression: savedRegression('learnt.rest.regression', fields['regression'], window),
            },
    };
  },
});
