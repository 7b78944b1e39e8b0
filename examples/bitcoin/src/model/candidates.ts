import { arima, auto, difference, log, lstm, mstl, naive, seasonalNaive, theta } from '@penstock/forecast';
import type { BacktestCandidate, LstmOptions } from '@penstock/forecast';

/** Days of the headline forecast, and of each forecast of the backtest. */
export const horizon = 7;

const week = 7;

/** How long `auto` may take to choose among its own candidates. */
const autoBudget = '10s';

/** The candidates that are no neural networks, the quick ones first. */
export const quickCandidates = async (signal: AbortSignal): Promise<BacktestCandidate[]> => [
  { name: 'naive', fit: (rows) => naive.fit(rows) },
  { name: 'seasonal naive', fit: (rows) => seasonalNaive.fit(rows, { period: week }) },
  { name: 'theta', fit: (rows) => theta.fit(rows, { period: week }) },
  { name: 'MSTL', fit: (rows) => mstl.fit(rows, { period: week, transforms: [log()] }) },
  ...((await hasArima())
    ? [{ name: 'ARIMA', fit: (rows) => arima.fit(rows, { period: week, transforms: [log()] }) } as BacktestCandidate]
    : []),
  { name: 'auto', fit: (rows) => auto.fit(rows, { horizon, budget: autoBudget, signal }) },
];

/** The LSTM with its default options, on log returns. */
export const lstmOnLogReturns = (options: Pick<LstmOptions, 'engine' | 'signal'>): BacktestCandidate => ({
  name: 'LSTM on log returns',
  fit: (rows) => lstm.fit(rows, { transforms: [log(), difference()], ...options }),
});

/** Whether the optional package is installed. */
const hasArima = (): Promise<boolean> =>
  arima.ready().then(
    () => true,
    () => false,
  );
