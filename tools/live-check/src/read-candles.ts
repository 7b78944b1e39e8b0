import { exchangeCandles } from '@penstock/sources/exchange';
import type { CcxtExchange } from '@penstock/sources/exchange';
import { reasonText } from '@penstock/stream/error';
import { Deadline } from './deadline.ts';

/** The candles of the last hour, of one minute each. */
export interface CandlePage {
  readonly candles: number;
  readonly gaps: number;
  /** Start of the last candle, milliseconds since the Unix epoch, UTC; `null` when there is none. */
  readonly last: number | null;
  /** Why there are not more candles; `null` when nothing failed. */
  readonly failure: string | null;
}

const minute = 60_000;

/** Reads the finished candles of the last hour, for at most `within` milliseconds. Never rejects. */
export const readCandles = async (
  exchange: CcxtExchange,
  symbol: string,
  within: number,
  signal: AbortSignal,
): Promise<CandlePage> => {
  let [candles, gaps] = [0, 0];
  let last: number | null = null;
  let retried: string | null = null;
  const deadline = new Deadline(within, signal);
  const page = (failure: string | null): CandlePage => ({ candles, gaps, last, failure });
  try {
    const history = exchangeCandles({
      exchange,
      symbol,
      interval: '1m',
      from: Math.floor(Date.now() / minute - 60) * minute,
      signal: deadline.signal,
      onReport(report) {
        if (report.kind === 'gap') gaps += 1;
        if (report.kind === 'retry') retried = reasonText(report.error);
      },
    });
    for await (const { time } of history) {
      candles += 1;
      last = time;
    }
    return page(null);
  } catch (error) {
    return page(deadline.signal.aborted ? (retried ?? 'no answer in time') : reasonText(error));
  } finally {
    deadline.end();
  }
};
