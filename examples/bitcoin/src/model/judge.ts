import { backtest, compare } from '@penstock/forecast';
import type { Backtest, BacktestCandidate, Comparison, Model } from '@penstock/forecast';
import { PenstockError } from '@penstock/stream';
import type { Series } from '@penstock/stream';

/** What a backtest and a forecast need of a model. */
type Forecasting = Pick<Model, 'forecast'>;

/** Bounds of {@link judge}. */
export interface JudgeOptions {
  /** Rows that each candidate is fitted on, once. It forecasts from every later row with `horizon` rows after it. */
  readonly trainingRows: number;
  readonly horizon: number;
  /** Milliseconds after which no further candidate is tried; the first is always tried. */
  readonly budget: number;
  readonly signal: AbortSignal;
  /** Milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  readonly onCandidate?: (done: number, total: number) => void;
}

/** How the candidates did on the rows that they were not fitted on. */
export interface Judged {
  /** All steps ahead together. */
  readonly overall: Comparison;
  /** The same with one step ahead alone, and with the last alone. */
  readonly atFirst: Comparison;
  readonly atLast: Comparison;
  /** Of the smallest RMSE over all steps; of equals the one that was named first. */
  readonly best: { readonly name: string; readonly model: Forecasting };
  /** Names of those for which there was no time. */
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
      `Expected prices on which some forecaster can be judged, but all failed. The first said: ${first.error}`,
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
