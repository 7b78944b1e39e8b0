import type { FeedReport } from '@penstock/sources/exchange';
import { dedupe, mapValue, run, tapValue, validate } from '@penstock/stream';
import type { FlowOptions } from '@penstock/stream';
import type { LiveListener } from './live-event.ts';
import { liveRows } from './live-rows.ts';
import type { LiveStore } from './store/live-store.ts';
import type { LiveTrade } from './live-trade.ts';
import { fromExchange, liveTrade, marketOf, tradeIdOf } from './live-trade.ts';
import type { Exchange } from './source/exchanges.ts';
import { liveTrades } from './source/live-trades.ts';
import { liveGroup } from './places.ts';
import type { Places } from './places.ts';

/** Options of both steps of a live run. */
export interface LiveStepOptions {
  readonly exchange: Exchange;
  readonly places: Places;
  /** Ends the step: it writes and commits what it has read, and resolves. */
  readonly signal: AbortSignal;
  readonly onEvent: LiveListener;
}

/**
 * Sends the trades of an exchange to the topic. The first run starts at `since` (milliseconds since the Unix epoch,
 * UTC), each later one where the last one ended.
 */
export const produceTrades = async (options: LiveStepOptions & { readonly since: number }): Promise<void> => {
  const { exchange, places, since, signal, onEvent } = options;
  const trades = liveTrades(exchange, {
    store: places.positions,
    since,
    onReport: (report: FeedReport) => onEvent({ kind: 'report', report }),
    ...watched('produce', onEvent),
  });
  await run(
    trades,
    mapValue(fromExchange(exchange)),
    tapValue((trade) => onEvent({ kind: 'sent', trade })),
    places.topic.sink(marketOf),
    { signal },
  );
};

/** Makes candles, anomalies and forecasts of the trades in the topic, and writes them to the store. */
export const indexTrades = async (options: LiveStepOptions & { readonly store: LiveStore }): Promise<void> => {
  const { places, store, signal, onEvent } = options;
  const trades = places.topic.read({
    group: liveGroup,
    until: undefined,
    stateStore: places.state,
    ...watched('index', onEvent),
  });
  const once = dedupe<LiveTrade>({ by: tradeIdOf });
  const rows = liveRows((outcome) => onEvent({ kind: 'outcome', outcome }));
  await run(
    trades,
    validate(liveTrade),
    // After a kill, the next process sends some trades again.
    (flow) => once(flow).pipe(tapValue((trade) => onEvent({ kind: 'trade', trade }))),
    (flow) => rows(flow).pipe(tapValue((row) => onEvent({ kind: 'row', row }))),
    store.sink,
    { signal },
  );
};

/** Reports to `onEvent`. An invalid trade is counted and does not end the run. */
const watched = (step: 'produce' | 'index', onEvent: LiveListener): FlowOptions => ({
  onReject: 'skip',
  statsEvery: '1s',
  onStats: (stats) => onEvent({ kind: 'stats', step, stats }),
});
