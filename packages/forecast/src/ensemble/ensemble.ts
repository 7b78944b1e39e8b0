import { checkOptions } from '@penstock/stream/internal';
import { onCalendar } from '../calendar/on-calendar.ts';
import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import { checkCandidates } from './candidate.ts';
import type { Candidate } from './candidate.ts';
import type { Combine } from './combine.ts';
import { combinedModel } from './combined-model.ts';
import type { Combination } from './combined-model.ts';
import { loadCombination, saveCombination } from './saved-combination.ts';
import type { SavedCombination } from './saved-combination.ts';
import { forecastError } from '../errors.ts';
import type { Forecaster, Model } from '../forecaster.ts';
import { tailEndOf } from '../model/tail.ts';
import { rowsBefore } from '../series/rows-before.ts';
import { demand, fieldsOf, numberOf } from '../saved/saved-fields.ts';
import { checkStoredVersion } from '../stored-version.ts';

/** Options of {@link ensemble}. */
export interface EnsembleOptions extends StepOptions {
  /** The candidates to fit and combine; at least one. Required. */
  readonly members: readonly Candidate[];
  /** One weight for each member, 0 or more, not all 0. Default: equal weights. */
  readonly weights?: readonly number[];
  /** `median` is the weighted median of each step, `mean` the weighted mean. Default `median`. */
  readonly combine?: Combine;
  /** Stops the fit before the next member. `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a model of {@link ensemble} saves: plain data, if the models of all members save plain data. */
export interface SavedEnsemble extends SavedCombination {
  readonly format: 'penstock-ensemble';
  readonly version: 1;
}

/** Options for loading a combined model; all optional. */
export interface CombinedLoadOptions {
  /** Candidates, found by name, of members that are not statistical forecasters of this package. Default: none. */
  readonly candidates?: readonly Candidate[];
}

/** The type of {@link ensemble}. */
export interface EnsembleForecaster extends Omit<Forecaster<EnsembleOptions, SavedEnsemble>, 'fit' | 'load'> {
  fit(
    series: Parameters<Forecaster<EnsembleOptions>['fit']>[0],
    options: EnsembleOptions,
  ): Promise<Model<SavedEnsemble>>;
  load(saved: unknown, options?: CombinedLoadOptions): Model<SavedEnsemble>;
}

const modelOf = (combination: Combination): Model<SavedEnsemble> =>
  combinedModel(combination, () => ({ format: 'penstock-ensemble', version: 1, ...saveCombination(combination) }));

const checkWeights = (weights: readonly number[], count: number): readonly number[] => {
  const list: unknown = weights;
  if (
    Array.isArray(list) &&
    list.length === count &&
    list.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    list.some((weight) => weight > 0)
  ) {
    return [...weights];
  }
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `weights must be ${count} numbers of 0 or more, not all 0, one for each member; got ${JSON.stringify(weights)}.`,
  );
};

/**
 * Fits several forecasters, or one with several seeds, and forecasts their median or mean.
 *
 * Members are fitted one after another, in the given order. If all predict the same quantiles, each quantile is
 * combined. `fit` rejects with the error of a member's `fit`, or with the signal's reason.
 *
 * @example
 * ```ts
 * const members = [1, 2, 3].map((seed) => candidate(`lstm ${seed}`, lstm, { seed }));
 * const model = await ensemble.fit(closes, { members: [...members, candidate('theta', theta)] });
 * model.forecast(7).mean;
 * ```
 */
export const ensemble: EnsembleForecaster = {
  async fit(series, options) {
    const {
      members,
      weights,
      combine = 'median',
      signal,
    } = checkOptions(
      options ?? {},
      { ...stepOptionNames, members: true, weights: true, combine: true, signal: true },
      'ensemble.fit',
    );
    const list = checkCandidates('members', members);
    const shares = weights === undefined ? list.map(() => 1) : checkWeights(weights, list.length);
    if (combine !== 'mean' && combine !== 'median') {
      throw forecastError('PENSTOCK_BAD_OPTION', `combine must be "mean" or "median"; got ${String(combine)}.`);
    }
    const rows = onCalendar(series, options);
    const copy = rowsBefore(rows.series, rows.series.times.length);
    const parts = [];
    for (const [i, { name, fit }] of list.entries()) {
      signal?.throwIfAborted();
      parts.push({ name, weight: shares[i]!, model: await fit(copy) });
    }
    return modelOf({ parts, combine, trust: 1, tail: tailEndOf(copy.times, rows) });
  },
  load(saved, options = {}) {
    const { candidates = [] } = checkOptions(options, { candidates: true }, 'ensemble.load');
    const fields = fieldsOf('its root', saved);
    demand(fields['format'] === 'penstock-ensemble', 'format "penstock-ensemble"');
    checkStoredVersion('a saved model of ensemble', numberOf('version', fields['version']), 1);
    return modelOf(loadCombination(fields, candidates));
  },
};
