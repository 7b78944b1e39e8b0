import { webSocketFeed } from '@penstock/sources/exchange';
import type { BackfillPage, BackfillPlace, FeedOptions, Trade } from '@penstock/sources/exchange';
import type { Flow } from '@penstock/stream';
import { simulated, symbolAt } from './exchanges.ts';
import { SimulatedMarket, tradeEvery } from './simulated-market.ts';
import { openSimulatedSocket } from './simulated-socket.ts';

// As many as exchanges give at once.
const page = 1_000;

/**
 * Live trades of the simulated market by the engine of `exchangeTrades`: a socket that breaks now and then, pages of
 * what came before, both merged by id, and positions that a restart goes on from.
 */
export const simulatedTrades = (options: FeedOptions): Flow<Trade> => {
  const symbol = symbolAt(simulated);
  const live = new SimulatedMarket(symbol);
  const past = new SimulatedMarket(symbol);
  return webSocketFeed<Trade>({
    ...options,
    name: simulated,
    // Nothing is connected to; the address only names the feed in messages.
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
