import { exchangeTrades } from '@penstock/sources/exchange';
import type { CcxtExchange, Trade } from '@penstock/sources/exchange';
import { run, settle, tapValue } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { Deadline } from './deadline.ts';
import { noPositions } from './no-positions.ts';
import { tapRest } from './tap-rest.ts';

/** The exchange to watch, and how long. Times are milliseconds. */
export interface TradesToWatch {
  readonly exchange: CcxtExchange;
  readonly symbol: string;
  /** How long to watch after the socket is open. */
  readonly watchFor: number;
  readonly connectWithin: number;
  readonly signal: AbortSignal;
  readonly onConnected: (after: number) => void;
}

/** The trades of one exchange, and how the feed went. */
export interface WatchedTrades {
  /** Milliseconds until the socket was open; `null` when it never was. */
  readonly connectedAfter: number | null;
  /** The last failure. The feed may have recovered from it. */
  readonly failure: string | null;
  /** Milliseconds from the open socket to the end. */
  readonly watched: number;
  readonly trades: number;
  /** The trades that came through the socket before REST gave them. */
  readonly socketTrades: readonly Trade[];
  /** For each of them the milliseconds from its time to its receipt, by this machine's clock. */
  readonly latencies: readonly number[];
  readonly gaps: number;
  readonly reconnects: number;
}

/** Reads the live trades of an exchange for a time. Never rejects: the result contains a failure. */
export const watchTrades = async (plan: TradesToWatch): Promise<WatchedTrades> => {
  const { exchange, symbol, watchFor, connectWithin, signal, onConnected } = plan;
  const restIds = new Set<string | undefined>();
  tapRest(exchange, (trades) => {
    for (const { id } of trades) restIds.add(id);
  });
  const startedAt = performance.now();
  let openedAt: number | undefined;
  let failure: string | null = null;
  let trades = 0;
  let gaps = 0;
  let opened = 0;
  const socketTrades: Trade[] = [];
  const latencies: number[] = [];
  const deadline = new Deadline(connectWithin, signal);
  try {
    const flow = exchangeTrades({
      exchange,
      symbols: [symbol],
      store: noPositions,
      onReport(report) {
        if (report.kind === 'gap') gaps += 1;
        if (report.kind === 'down' || report.kind === 'backfill-failed') failure = reasonText(report.error);
        if (report.kind !== 'up') return;
        opened += 1;
        if (openedAt !== undefined) return;
        openedAt = performance.now();
        deadline.extend(watchFor);
        onConnected(openedAt - startedAt);
      },
    });
    const note = (trade: Trade): void => {
      trades += 1;
      if (restIds.has(trade.id)) return;
      socketTrades.push(trade);
      latencies.push(Date.now() - trade.time);
    };
    await run(flow, tapValue(note), settle(), { signal: deadline.signal });
  } catch (error) {
    failure = reasonText(error);
  } finally {
    deadline.end();
  }
  return {
    connectedAfter: openedAt === undefined ? null : openedAt - startedAt,
    failure,
    watched: openedAt === undefined ? 0 : performance.now() - openedAt,
    trades,
    socketTrades,
    latencies,
    gaps,
    reconnects: Math.max(0, opened - 1),
  };
};
