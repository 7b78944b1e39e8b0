import { reasonText } from '@penstock/stream/error';
import type { Candidate } from '../ensemble/candidate.ts';
import type { Part } from '../ensemble/combined-model.ts';
import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import { pause } from '../judging/backtest/pause.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Trial } from './backtest.ts';
import type { Tried, Weighed } from './weigh.ts';

/** The candidates that count, fitted on all rows, and what they were weighed by. */
export interface Best extends Trial {
  readonly weighed: Weighed;
  readonly parts: readonly Part[];
}

/**
 * Weighs what was tried, and fits on all rows what counts.
 *
 * A candidate that cannot be fitted on all rows joins the others as failed, and the rest is weighed anew.
 *
 * @param weighing - Weighs at least one candidate.
 * @throws `PENSTOCK_SERIES_TOO_SHORT` where no candidate is left.
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
  throw forecastError(
    'PENSTOCK_SERIES_TOO_SHORT',
    `No candidate could be fitted: ${[...others].map(([name, { reason }]) => `${name}: ${reason}`).join(' ')}`,
  );
};

/** Fits those that are not in `models` yet; gives the first that fails. */
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
