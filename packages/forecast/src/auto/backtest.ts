import { reasonText } from '@penstock/stream/error';
import type { Candidate } from '../ensemble/candidate.ts';
import { pause } from '../judging/backtest/pause.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { headOf } from '../series/head.ts';
import type { CheckedAutoOptions } from './options.ts';
import type { AutoCandidate } from './report.ts';
import { tryOut } from './rolling.ts';
import type { Rolling } from './rolling.ts';
import type { Tried } from './weigh.ts';

/** The result of trying the candidates. */
export interface Trial {
  readonly tried: readonly Tried[];
  /** The state of each candidate that was not tried to the end, by name. */
  readonly others: ReadonlyMap<string, Pick<AutoCandidate, 'state' | 'reason'>>;
}

/** Fits and backtests candidates one after another until the budget is used up. A candidate that fails is left out. */
export const tryCandidates = async (
  candidates: readonly Candidate[],
  series: FeatureSeries,
  rolling: Rolling,
  { signal, onProgress, budget, now }: Pick<CheckedAutoOptions, 'signal' | 'onProgress' | 'budget' | 'now'>,
): Promise<Trial> => {
  const tried: Tried[] = [];
  const others = new Map<string, Pick<AutoCandidate, 'state' | 'reason'>>();
  const started = now();
  for (const [i, { name, fit }] of candidates.entries()) {
    if (now() - started > budget) {
      others.set(name, { state: 'no time' });
      continue;
    }
    try {
      const paths: Float64Array[] = [];
      for (const { rows, origins } of rolling.folds) {
        await pause(signal);
        paths.push(...tryOut(await fit(headOf(series, rows)), series, rolling, origins));
      }
      // A single value that is not finite would make every weight NaN.
      if (!paths.every((path) => path.every(Number.isFinite)))
        throw new Error('Expected finite forecasts; got values that are not finite.');
      tried.push({ name, paths });
    } catch (error) {
      signal?.throwIfAborted();
      others.set(name, { state: 'failed', reason: reasonText(error) });
    }
    onProgress?.({ tried: i + 1, total: candidates.length, name });
  }
  return { tried, others };
};
