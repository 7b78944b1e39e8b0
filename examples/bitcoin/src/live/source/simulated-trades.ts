import { webSocketFeed } from '@penstock/sources/exchange';
import type { BackfillPage, BackfillPlace, FeedOptions, Trade } from '@penstock/sources/exchange';
import type { Flow } from '@penstock/stream';
import { simulated, symbolAt } from './exchanges.ts';
import { SimulatedMarket, tradeEvery } from './simulated-market.ts';
import { openSimulatedSocket } from './simulated-socket.ts';

// As many trades as exchanges return in one page.
const page = 1_000;

/**
 * Live trades of the simulated market, made by the engine of `exchangeTrades`: it merges a socket that breaks now and
 * then with pages of older trades, and stores positions from which a restart continues.
 */
export const simulatedTrades = (options: FeedOptions): Flow<Trade> => {
  const symbol = symbolAt(simulated);
  const live = new SimulatedMarket(symbol);
  const past = new SimulatedMarket(symbol);
  return webSocketFeed<Trade>({
    ...options,
    name: simulated,
    // There is no connection; the address only appears in messages.
    url: 'ws://simulated.invalid',
    lanes: [symbol],
    parse: (message) => JSON.parse(message) as readonly Trade[],
    id: ({ id }) => id,
    time: ({ time }) => time,
    order: 'consecutive',
    connect: () => openSimulatedSocket(live),
    async backfill(_lane, place): Promise<BackfillPage<Trade>> {
      const from = firstAfter(place);
      const now = Math.floor(Date.now() / tradeEvery) + 1;
      const end = Math.min(from + page, now);
      return { values: await past.read(from, end), reaches: true, more: end < now };
    },
  });
};

const firstAfter = (place: BackfillPlace): number =>
  'after' in place ? Number(place.after.id) + 1 : Math.ceil(place.since / tradeEvery);
