import { exchangeTrades } from '@penstock/sources/exchange';
import type { CcxtExchange, CcxtTrade } from '@penstock/sources/exchange';
import { run, settle } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { Deadline } from './deadline.ts';
import { noPositions } from './no-positions.ts';
import { tapRest } from './tap-rest.ts';

/** The request to REST. Times are milliseconds since the Unix epoch, UTC. */
export interface RestQuestion {
  readonly exchange: CcxtExchange;
  readonly symbol: string;
  readonly since: number;
  readonly until: number;
  /** Time limit in milliseconds. */
  readonly within: number;
  readonly signal: AbortSignal;
}

/** The answer of REST. */
export interface RestAnswer {
  readonly trades: readonly CcxtTrade[];
  /** The last failure; `null` when there was none. */
  readonly failure: string | null;
}

/** Some exchanges round times down to a second. */
const resolution = 1_000;

/**
 * Makes `exchangeTrades` request trades from the REST endpoint with which it fills gaps. Returns the trades of the
 * answers, before they are merged with the trades of the socket. Never rejects.
 */
export const askRest = async (question: RestQuestion): Promise<RestAnswer> => {
  const { exchange, symbol, since, until, within, signal } = question;
  const trades: CcxtTrade[] = [];
  let failure: string | null = null;
  const deadline = new Deadline(within, signal);
  tapRest(exchange, (answer) => {
    for (const trade of answer) trades.push(trade);
    if (answer.some(({ timestamp = 0 }) => timestamp >= until - resolution)) deadline.end();
  });
  try {
    const flow = exchangeTrades({
      exchange,
      symbols: [symbol],
      store: noPositions,
      since,
      onReport(report) {
        if (report.kind === 'down' || report.kind === 'backfill-failed') failure = reasonText(report.error);
      },
    });
    await run(flow, settle(), { signal: deadline.signal });
  } catch (error) {
    failure = reasonText(error);
  } finally {
    deadline.end();
  }
  return { trades, failure };
};
