import type { Trade } from '@penstock/sources/exchange';
import { z } from 'zod';

/** A trade as it is in the topic. */
export const liveTrade = z.object({
  /** ccxt's id of the exchange, or `simulated`. */
  exchange: z.string().min(1),
  symbol: z.string().min(1),
  /** The exchange's id of the trade. */
  id: z.string().min(1),
  /** Milliseconds since the Unix epoch, UTC, by the exchange's clock. */
  time: z.int().min(0).max(8.64e15),
  /** In the quote currency. */
  price: z.number().positive(),
  /** In bitcoin. */
  size: z.number().positive(),
  side: z.enum(['buy', 'sell']).nullable(),
});

export type LiveTrade = z.infer<typeof liveTrade>;

/** Adds the name of the exchange, which a trade has in the topic, to a trade of its source. */
export const fromExchange =
  (exchange: string) =>
  (trade: Trade): LiveTrade => ({ exchange, ...trade });

/** The key of a trade. It puts all trades of a market into one partition, in the exchange's order. */
export const marketOf = ({ exchange, symbol }: Pick<LiveTrade, 'exchange' | 'symbol'>): string =>
  `${exchange}:${symbol}`;

/** The market of a key that `marketOf` made. */
export const marketFrom = (key: unknown): Pick<LiveTrade, 'exchange' | 'symbol'> => {
  const [exchange = '', symbol = ''] = String(key).split(':');
  return { exchange, symbol };
};

/** The identity of a trade, which stays the same when the trade is sent again after a crash. */
export const tradeIdOf = (trade: LiveTrade): string => `${marketOf(trade)}:${trade.id}`;
