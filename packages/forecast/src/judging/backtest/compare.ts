import { checkOptions } from '@penstock/stream/internal';
import { wholeNumber } from '../../whole-number.ts';
import { dieboldMariano } from './diebold-mariano.ts';
import type { Backtest, BacktestForecasts } from './result.ts';
import type { ComparedForecaster, Comparison } from './comparison.ts';
import { lossesOf, scoresOf } from './scores.ts';
import type { Judged, Scores } from './scores.ts';
import { markdownTable, textTable } from './table.ts';

/** Options of {@link compare}; all optional. */
export interface CompareOptions {
  /** Compares only this step ahead, from 1 to the horizon. Default: all steps together. */
  readonly ahead?: number;
  /** Rows of a season, for the scale of MASE: a whole number of at least 1. Default 1. */
  readonly period?: number;
}

const comparedOf = (
  { name, forecasts, error }: BacktestForecasts,
  naive: Scores,
  naiveLosses: readonly number[],
  judged: Judged,
): ComparedForecaster => {
  if (error !== undefined) return { name, scores: null, skill: null, pValue: null, error: error.message };
  const { horizon, step } = judged.backtest;
  const scores = scoresOf(forecasts, judged);
  const means = forecasts.map(({ mean }) => mean);
  const count = means.length;
  // Two forecasts overlap while the last judged step of the earlier one is after the origin of the later one.
  const overlap = Math.min(count - 1, Math.ceil(Math.min(judged.steps[1], horizon) / step));
  return {
    name,
    scores,
    skill: naive.rmse === 0 ? null : 100 * (1 - scores.rmse / naive.rmse),
    pValue: count < 2 ? null : dieboldMariano(lossesOf(means, judged), naiveLosses, { horizon: overlap }).pValue,
  };
};

const rank = ({ scores }: ComparedForecaster): number => scores?.rmse ?? Infinity;

/**
 * Compares the forecasters of a `backtest`: metrics, skill against naive, and whether the difference may be chance.
 *
 * The naive forecast, the last known value, is always part of the table. A p-value below 0.05 says that a difference as
 * large would be rare if the forecaster and naive were equally good. Among many forecasters, some reach it by chance.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * const result = await backtest([{ name: 'lstm', fit: (rows) => lstm.fit(rows) }], closes, { horizon: 7 });
 * const comparison = compare(result);
 * console.log(String(comparison), comparison.toMarkdown(), JSON.stringify(comparison));
 * ```
 */
export const compare = (backtest: Backtest, options: CompareOptions = {}): Comparison => {
  const { ahead, period = 1 } = checkOptions(options, { ahead: true, period: true }, 'compare');
  const { horizon, origins } = backtest;
  if (ahead !== undefined) wholeNumber('ahead', ahead, 1, horizon);
  wholeNumber('period', period, 1);
  const steps = ahead === undefined ? ([0, horizon] as const) : ([ahead - 1, ahead] as const);
  const judged = { backtest, steps, period };
  const naiveForecasts = origins.map(({ times, last }) => ({ times, mean: new Float64Array(horizon).fill(last) }));
  const naive = scoresOf(naiveForecasts, judged);
  const naiveLosses = lossesOf(
    naiveForecasts.map(({ mean }) => mean),
    judged,
  );
  const forecasters = backtest.forecasters
    .map((one) => comparedOf(one, naive, naiveLosses, judged))
    .toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
  const data = { origins: origins.length, horizon, ahead: ahead ?? null, naive, forecasters };
  return {
    ...data,
    toString: () => textTable(data),
    toMarkdown: () => markdownTable(data),
    toJSON: () => data,
  };
};
