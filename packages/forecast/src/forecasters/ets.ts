import { forecastError } from '../errors.ts';
import { checkPeriods } from '../seasons/periods.ts';
import { hasSeason } from '../seasons/season-test.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { windowFor } from '../seasons/window-for.ts';
import { chooseEts } from '../smoothing/choose-ets.ts';
import { forecastEts } from '../smoothing/ets.ts';
import type { EtsForm, EtsWeights } from '../smoothing/ets.ts';
import { savedEts } from './saved-ets.ts';
import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link ets}; all optional. */
export interface EtsOptions extends MethodOptions {
  /** Rows of a season: whole, at least 2. Default: the shortest of {@link naturalPeriods}. */
  readonly period?: number;
  /** A `damped` trend fades with each step. Default `auto`: the best of the three. */
  readonly trend?: EtsForm['trend'] | 'auto';
  /** Default `auto`: the better of the two seasons if the season test finds a season, else `none`. */
  readonly season?: EtsForm['season'] | 'auto';
}

/** What {@link ets} learns. */
export interface EtsLearnt {
  readonly form: EtsForm;
  readonly weights: EtsWeights;
}

const oneOf = <Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice => {
  if (choices.includes(value)) return value;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `${name} must be ${choices.map((choice) => `"${choice}"`).join(' or ')}; got ${String(value)}.`,
  );
};

/**
 * Exponential smoothing (simple, Holt's, Holt and Winters'), in the form with the smallest corrected Akaike criterion.
 *
 * Errors are additive; the trend is none, additive or damped; the season is none, additive or multiplicative. The model
 * learns how fast level, slope and season adapt. Each forecast computes these components again from its window: six
 * seasons, at least 200 rows, and at most as many rows as the model was fitted on. Needs four rows, and two seasons if
 * `season` is `additive` or `multiplicative`. Source: R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder,
 * "Forecasting with Exponential Smoothing", 2008.
 *
 * @example
 * ```ts
 * const model = await ets.fit(closes, { period: 7, trend: 'damped' });
 * model.forecast(7).mean;
 * ```
 */
export const ets: Forecaster<EtsOptions, SavedMethod<EtsLearnt>> = methodForecaster<
  Pick<EtsOptions, 'period' | 'trend' | 'season'>,
  EtsLearnt
>({
  name: 'ets',
  optionNames: { period: true, trend: true, season: true },
  leastRows: 4,
  prepare({ period, trend = 'auto', season = 'auto' }) {
    const asked = period === undefined ? undefined : checkPeriods('period', [period])[0];
    oneOf('trend', trend, ['auto', 'none', 'additive', 'damped']);
    oneOf('season', season, ['auto', 'none', 'additive', 'multiplicative']);
    return (rows, step) => {
      const [natural] = naturalPeriods(step);
      const candidate = asked ?? natural ?? 1;
      const demanded = season === 'additive' || season === 'multiplicative';
      if (demanded && (candidate < 2 || rows.length < 2 * candidate)) {
        throw forecastError(
          candidate < 2 ? 'PENSTOCK_BAD_OPTION' : 'PENSTOCK_SERIES_TOO_SHORT',
          candidate < 2
            ? 'Rows with this step have no natural season. Set "period" to the number of rows in a season.'
            : `A season of ${candidate} rows needs a series of at least ${2 * candidate} rows; got ${rows.length}.`,
        );
      }
      if (season === 'multiplicative' && rows.some((value) => value <= 0)) {
        throw forecastError(
          'PENSTOCK_SERIES_INVALID',
          'A multiplicative season needs values above 0; got 0 or less. Choose season: "additive".',
        );
      }
      const found = demanded || (season === 'auto' && hasSeason(rows, candidate)) ? candidate : 1;
      const { form, weights } = chooseEts(rows, { trend, season, period: found });
      return { form, weights };
    };
  },
  windowOf: ({ form }, rows) => windowFor(rows, form.period),
  predict: (past, learnt, horizon) => forecastEts(past, learnt, horizon),
  load: (learnt, window) => savedEts('learnt', learnt, window),
});
