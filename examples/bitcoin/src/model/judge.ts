import { backtest, compare } from '@penstock/forecast';
import type { Backtest, BacktestCandidate, Comparison, Model } from '@penstock/forecast';
import { PenstockError } from '@penstock/stream';
import type { Series } from '@penstock/stream';

/** The part of a model that a backtest and a forecast need. */
type Forecasting = Pick<Model, 'forecast'>;

/** Options of {@link judge}. */
export interface JudgeOptions {
  /** Rows on which each candidate is fitted, once. It forecasts from each later row with `horizon` rows after it. */
  readonly trainingRows: number;
  readonly horizon: number;
  /** Milliseconds after which no further candidate is tried; the first is always tried. */
  readonly budget: number;
  readonly signal: AbortSignal;
  /** Milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  readonly onCandidate?: (done: number, total: number) => void;
}

/** The scores of the candidates on the rows that they were not fitted on. */
export interface Judged {
  /** Scores over all steps ahead. */
  readonly overall: Comparison;
  /** Scores of the first step ahead, and of the last. */
  readonly atFirst: Comparison;
  readonly atLast: Comparison;
  /** The candidate with the smallest RMSE over all steps; among equals the first. */
  readonly best: { readonly name: string; readonly model: Forecasting };
  /** Names of the candidates that were not tried for lack of time. */
  readonly untried: readonly string[];
}

/** Backtests each candidate on the rows after the training rows, and returns the scores and the best candidate. */
export const judge = async (
  candidates: readonly BacktestCandidate[],
  closes: Series,
  { trainingRows, horizon, budget, signal, now = () => performance.now(), onCandidate }: JudgeOptions,
): Promise<Judged> => {
  const models = new Map<string, Forecasting>();
  const results: Backtest[] = [];
  const untried: string[] = [];
  const end = now() + budget;
  const folds = closes.values.length - trainingRows - horizon + 1;
  for (const [i, { name, fit }] of candidates.entries()) {
    if (i > 0 && now() >= end) {
      untried.push(name);
      continue;
    }
    const kept: BacktestCandidate = {
      name,
      async fit(rows) {
        const model = await fit(rows);
        models.set(name, model);
        return model;
      },
    };
    results.push(await backtest([kept], closes, { horizon, folds, step: 1, refit: false, signal }));
    onCandidate?.(i + 1, candidates.length);
  }
  const whole: Backtest = { ...results[0]!, forecasters: results.flatMap(({ forecasters }) => forecasters) };
  const overall = compare(whole);
  const [first] = overall.forecasters;
  if (first?.error !== undefined) {
    throw new PenstockError(
      'PENSTOCK_SERIES_INVALID',
      `Expected prices on which at least one forecaster works; all failed. The first error: ${first.error}`,
      { cause: results[0]!.forecasters[0]!.error },
    );
  }
  return {
    overall,
    atFirst: compare(whole, { ahead: 1 }),
    atLast: compare(whole, { ahead: horizon }),
    best: { name: first!.name, model: models.get(first!.name)! },
    untried,
  };
};
