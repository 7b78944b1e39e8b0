import { checkOptions } from '@penstock/stream/internal';
import { onCalendar } from '../calendar/on-calendar.ts';
import { tailEndOf } from '../model/tail.ts';
import { tryCandidates } from './backtest.ts';
import { defaultCandidates } from './default-candidates.ts';
import { autoOptionNames, checkAutoOptions } from './options.ts';
import type { AutoOptions } from './options.ts';
import { whyOf } from './report.ts';
import type { AutoCandidate, AutoReport } from './report.ts';
import { rollingFor } from './rolling.ts';
import { savedReport } from './saved-report.ts';
import { fitBest } from './fit-best.ts';
import { weigh } from './weigh.ts';
import type { Tried, Weighed } from './weigh.ts';
import { combinedModel } from '../ensemble/combined-model.ts';
import type { Combination } from '../ensemble/combined-model.ts';
import { loadCombination, saveCombination } from '../ensemble/saved-combination.ts';
import type { SavedCombination } from '../ensemble/saved-combination.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { candidatePeriods, seasonsFound } from '../seasons/periods.ts';
import { checkSeries } from '../series/check-series.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { medianStep } from '../series/spacing.ts';
import { wholeNumber } from '../whole-number.ts';
import type { CombinedLoadOptions } from '../ensemble/ensemble.ts';
import { naive } from '../forecasters/naive.ts';
import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';
import { checkStoredVersion } from '../stored-version.ts';

/** The minimum number of rows of a series. */
const leastRows = 20;

/** What a model of {@link auto} saves: plain data, if the models of all members save plain data. */
export interface SavedAuto extends SavedCombination {
  readonly format: 'penstock-auto';
  readonly version: 1;
  readonly report: AutoReport;
}

/** A model of {@link auto}. */
export interface AutoModel extends Model<SavedAuto> {
  /** The candidates, their errors and weights, and the reason for the choice. */
  readonly report: AutoReport;
}

/** The type of {@link auto}. */
export interface AutoForecaster extends Forecaster<AutoOptions, SavedAuto> {
  fit(series: FeatureSeries, options?: AutoOptions): Promise<AutoModel>;
  load(saved: unknown, options?: CombinedLoadOptions): AutoModel;
}

const modelOf = (combination: Combination, report: AutoReport): AutoModel => ({
  ...combinedModel<SavedAuto>(combination, () => ({
    format: 'penstock-auto',
    version: 1,
    ...saveCombination(combination),
    report: structuredClone(report),
  })),
  report,
});

/**
 * Backtests the forecasters of this package on the training rows, and forecasts a combination of the best. The
 * combination is mixed with naive, unless the backtest shows clearly that it is better than naive.
 *
 * Each candidate is fitted on three growing parts of the series and forecasts from up to 200 rows of its last third.
 * Candidates with an error of at most 1.4 times the smallest one are fitted again on all rows, and their weighted mean
 * is the combination. If its gain over naive is less than one standard error, the forecast is naive. From two standard
 * errors on, it is the mixture with the smallest error in the backtest. Between one and two, the share of the
 * combination grows. The report states all of this. `arima` takes part if its package is installed and the season has
 * at most 12 rows. Features are ignored. Needs 20 rows. `fit` runs on the caller's thread, and lets other work run
 * between two fits. It also rejects with `PENSTOCK_SERIES_TOO_SHORT` if no candidate can be fitted, and with the
 * signal's reason.
 *
 * @example
 * ```ts
 * const model = await auto.fit(closes, { horizon: 7, budget: '10s' });
 * console.log(model.report.why, model.forecast(7).mean);
 * ```
 */
export const auto: AutoForecaster = {
  async fit(given, options = {}) {
    const { horizon: asked, ...rest } = checkOptions(options, autoOptionNames, 'auto.fit');
    const { period, candidates: chosen, signal, ...run } = checkAutoOptions(rest);
    const rows = onCalendar(given, options);
    const { series } = rows;
    checkSeries(series, leastRows);
    signal?.throwIfAborted();
    const values = series.values.slice();
    const copy = { times: series.times.slice(), values };
    const step = medianStep(copy.times);
    const longest = Math.floor(values.length / 5);
    const horizon = wholeNumber('horizon', asked ?? Math.min(naturalPeriods(step)[0] ?? 1, longest), 1, longest);
    const positive = values.every((value) => value > 0);
    const possible = typeof period === 'object' ? period : candidatePeriods(period, step);
    const periods = seasonsFound(positive ? values.map(Math.log) : values, possible);
    const candidates = chosen ?? (await defaultCandidates({ periods, possible, positive, rows: values.length }));
    const rolling = rollingFor(values.length, horizon);
    const trial = await tryCandidates(candidates, copy, rolling, { signal, ...run });
    const origins = rolling.folds.flatMap((fold) => fold.origins);
    const overlap = origins.length > 1 ? Math.ceil(horizon / (origins[1]! - origins[0]!)) : 1;
    const lasts = origins.map((origin) => new Float64Array(horizon).fill(values[origin - 1]!));
    const actual = origins.map((origin) => values.subarray(origin, origin + horizon));
    const weighing = (tried: readonly Tried[]): Weighed => weigh(tried, lasts, actual, overlap);
    const { weighed, parts, tried, others } = await fitBest(candidates, trial, copy, weighing, signal);
    const { errors, weights, trust } = weighed;
    const otherwise = await naive.fit(copy);
    const tail = tailEndOf(copy.times, rows);
    const facts = {
      horizon,
      periods,
      origins: origins.length,
      candidates: candidates.map(({ name }): AutoCandidate => {
        const at = tried.findIndex((one) => one.name === name);
        if (at === -1) return { name, weight: 0, state: 'failed', ...others.get(name) };
        return { name, state: weights[at]! > 0 ? 'used' : 'left out', error: errors[at]!, weight: weights[at]! };
      }),
      naiveError: weighed.naiveError,
      error: weighed.error,
      gain: weighed.gain,
      trust,
    };
    return modelOf({ parts, combine: 'mean', trust, otherwise, tail }, { ...facts, why: whyOf(facts) });
  },
  load(saved, options = {}) {
    const { candidates = [] } = checkOptions(options, { candidates: true }, 'auto.load');
    const fields = fieldsOf('its root', saved);
    demand(fields['format'] === 'penstock-auto', 'format "penstock-auto"');
    checkStoredVersion('a saved model of auto', numberOf('version', fields['version']), 1);
    return modelOf(loadCombination(fields, candidates), savedReport(fields['report']));
  },
};
