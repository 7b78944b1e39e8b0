import type { CcxtExchange } from '@penstock/sources/exchange';
import { askRest } from './ask-rest.ts';
import { compareIds } from './compare-ids.ts';
import type { IdComparison } from './compare-ids.ts';
import { readCandles } from './read-candles.ts';
import type { CandlePage } from './read-candles.ts';
import { watchTrades } from './watch-trades.ts';

/** One exchange to check. Times are milliseconds. */
export interface ExchangeToCheck {
  readonly name: string;
  readonly symbol: string;
  /** Makes an exchange of ccxt. Each part of the check uses its own. */
  readonly open: () => CcxtExchange;
  /** How long to read trades after the socket is open. */
  readonly watchFor: number;
  /** How long to try to open the socket. */
  readonly connectWithin: number;
  /** How long REST has to answer. */
  readonly answerWithin: number;
  /** Ends the check early. The report then holds the results so far. */
  readonly signal: AbortSignal;
  /** Called with the milliseconds until the socket was open. */
  readonly onConnected: (after: number) => void;
}

/** The results for an exchange. Times are milliseconds. */
export interface ExchangeReport {
  readonly exchange: string;
  readonly symbol: string;
  /**
   * Time until the socket was open; `null` when it never was. All later fields except `failure` are then `null` or 0.
   */
  readonly connectedAfter: number | null;
  /** The last failure of the live trades. When the socket was open, the feed may have recovered from it. */
  readonly failure: string | null;
  /** Time from the open socket to the end. */
  readonly watched: number;
  readonly trades: number;
  readonly tradesPerSecond: number;
  /** Time from a trade to its receipt, by this machine's clock; `null` when no trade came through the socket. */
  readonly latency: { readonly median: number; readonly p95: number } | null;
  readonly gaps: number;
  readonly reconnects: number;
  /** `null` when no trade came through the socket, or when the check was stopped. */
  readonly ids: (IdComparison & { readonly failure: string | null }) | null;
  /** `null` when the check was stopped. */
  readonly candles: CandlePage | null;
}

/** REST is asked for the times of at most this many of the last trades of the socket. */
const mostCompared = 1_000;

/** Takes live trades of an exchange, then compares their ids with the ids from REST and reads a page of candles. */
export const checkExchange = async (plan: ExchangeToCheck): Promise<ExchangeReport> => {
  const { name, symbol, open, answerWithin, signal } = plan;
  const { socketTrades, latencies, ...seen } = await watchTrades({ ...plan, exchange: open() });
  const { connectedAfter, failure, watched, trades, gaps, reconnects } = seen;
  const goesOn = connectedAfter !== null && !signal.aborted;
  const compare = async (): Promise<ExchangeReport['ids']> => {
    const latest = socketTrades.slice(-mostCompared);
    const times = latest.map(({ time }) => time);
    if (times.length === 0) return null;
    const [since, until] = [Math.min(...times), Math.max(...times)];
    const rest = await askRest({ exchange: open(), symbol, since, until, within: answerWithin, signal });
    return { ...compareIds(latest, rest.trades), failure: rest.failure };
  };
  const [ids, candles] = await Promise.all([
    goesOn ? compare() : null,
    goesOn ? readCandles(open(), symbol, answerWithin, signal) : null,
  ]);
  return {
    exchange: name,
    symbol,
    connectedAfter,
    failure,
    watched,
    trades,
    tradesPerSecond: watched > 0 ? (trades / watched) * 1_000 : 0,
    latency: latencies.length > 0 ? { median: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) } : null,
    gaps,
    reconnects,
    ids,
    candles,
  };
};

/** The smallest value that at least this part of the values does not exceed. */
const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
};
