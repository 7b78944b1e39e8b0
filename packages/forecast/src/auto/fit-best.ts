import { reasonText } from '@penstock/stream/error';
import type { Candidate } from '../ensemble/candidate.ts';
import type { Part } from '../ensemble/combined-model.ts';
import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import { pause } from '../judging/backtest/pause.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Trial } from './backtest.ts';
import type { Tried, Weighed } from './weigh.ts';

/** The candidates with a weight, fitted on all rows, and their weights. */
export interface Best extends Trial {
  readonly weighed: Weighed;
  readonly parts: readonly Part[];
}

/**
 * Weighs the tried candidates, and fits those with a weight on all rows.
 *
 * If a candidate cannot be fitted on all rows, it counts as failed, and the others are weighed again.
 *
 * @param weighing - Weighs a list of at least one candidate.
 * @throws `PENSTOCK_SERIES_TOO_SHORT` if no candidate is left.
 */
export const fitBest = async (
  candidates: readonly Candidate[],
  trial: Trial,
  series: FeatureSeries,
  weighing: (tried: readonly Tried[]) => Weighed,
  signal: AbortSignal | undefined,
): Promise<Best> => {
  const models = new Map<string, Model>();
  const others = new Map(trial.others);
  let { tried } = trial;
  while (tried.length > 0) {
    const weighed = weighing(tried);
    const weightOf = (name: string): number => weighed.weights[tried.findIndex((one) => one.name === name)] ?? 0;
    const counting = weighed.trust === 0 ? [] : candidates.filter(({ name }) => weightOf(name) > 0);
    const failed = await fitAll(counting, series, models, signal);
    if (failed === undefined) {
      const parts = counting.map(({ name }) => ({ name, weight: weightOf(name), model: models.get(name)! }));
      return { weighed, parts, tried, others };
    }
    others.set(failed.name, { state: 'failed', reason: failed.reason });
    tried = tried.filter(({ name }) => name !== failed.name);
  }
  const reasons = [...others].map(([name, { reason }]) => `${name}: ${reason}`);
  throw forecastError(
    'PENSTOCK_SERIES_TOO_SHORT',
    `Expected a candidate that can be fitted; got none. ${reasons.join(' ')}`,
  );
};

/** Fits the candidates that are not in `models` yet. Returns the first that fails, or `undefined`. */
const fitAll = async (
  candidates: readonly Candidate[],
  series: FeatureSeries,
  models: Map<string, Model>,
  signal: AbortSignal | undefined,
): Promise<{ readonly name: string; readonly reason: string } | undefined> => {
  for (const { name, fit } of candidates) {
    if (models.has(name)) continue;
    await pause(signal);
    try {
      models.set(name, await fit(series));
    } catch (error) {
      signal?.throwIfAborted();
      return { name, reason: reasonText(error) };
    }
  }
  return undefined;
};
