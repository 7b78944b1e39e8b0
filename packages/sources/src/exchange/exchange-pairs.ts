import type { BackfillPage, BackfillPlace } from '../feed/feed-link.ts';
import type { FeedOrder } from '../feed/merge/feed-order.ts';
import { bisectPage } from './bisect-page.ts';
import type { NewestFirst } from './bisect-page.ts';
import type { CcxtExchange, CcxtTrade } from './ccxt/ccxt-exchange.ts';

/** A REST endpoint and a WebSocket channel of an exchange whose trades have the same ids, and how to request them. */
export interface ExchangePair {
  readonly order: FeedOrder;
  /** The markets for which the pair is valid: markets of derivatives have other endpoints and ids. */
  readonly markets: 'spot' | 'all';
  /** Parameters of the subscription, which select the channel. */
  readonly channel: object;
  /** The unit, in milliseconds, to which REST rounds times down. */
  readonly resolution: number;
  /** Changes ccxt's default behaviour; called before a socket is opened. */
  readonly prepare?: (exchange: CcxtExchange) => void;
  readonly backfill: (exchange: CcxtExchange, symbol: string, place: BackfillPlace) => Promise<BackfillPage<CcxtTrade>>;
}

const timeOf = (place: BackfillPlace): number => ('after' in place ? place.after.time : place.since);
const timestamp = ({ timestamp: time }: CcxtTrade): number => time ?? NaN;
const second = 1_000;

/**
 * Kraken: `Trades` and the channel `trade` of version 2 both have `trade_id`, a number that rises within a pair. REST
 * has the whole history, 1,000 trades per response, from an instant in nanoseconds on.
 *
 * https://docs.kraken.com/api-reference/market-data/get-recent-trades
 */
const kraken: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: {},
  resolution: 1,
  async backfill(exchange, symbol, place) {
    const limit = 1_000;
    // `since` is exclusive, and times here are rounded down to 1 ms, so request from one millisecond earlier.
    const values = await exchange.fetchTrades(symbol, undefined, limit, { since: `${timeOf(place) - 1}000000` });
    return { values, reaches: true, more: values.length >= limit };
  },
};

/**
 * Binance: the channel `aggTrade` and `aggTrades` both have the id of an aggregate: one or more trades of one taker at
 * one price. It rises by one. ccxt's default channel has the ids of single trades, which differ, and REST needs a key
 * for those. REST has the whole history, 1,000 aggregates per response, from an id or an instant on.
 *
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
 */
const binance: ExchangePair = {
  order: 'consecutive',
  markets: 'spot',
  channel: { name: 'aggTrade' },
  resolution: 1,
  async backfill(exchange, symbol, place) {
    const limit = 1_000;
    const from = 'after' in place ? { fromId: place.after.id } : { startTime: place.since };
    const params = { ...from, fetchTradesMethod: 'publicGetAggTrades' };
    const values = await exchange.fetchTrades(symbol, undefined, limit, params);
    return { values, reaches: true, more: values.length >= limit };
  },
};

/**
 * Bitstamp: `transactions` and the channel `live_trades` both have the id of a trade, which rises. REST has the trades
 * of the last minute, hour or day, with times in whole seconds.
 *
 * https://www.bitstamp.net/api/#tag/Transactions-public
 */
const bitstamp: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: {},
  resolution: second,
  async backfill(exchange, symbol, place) {
    const from = Math.floor(timeOf(place) / second) * second;
    const age = Date.now() - from;
    const spans = [
      ['minute', 30 * second],
      ['hour', 3_000 * second],
      ['day', Infinity],
    ] as const;
    // Only a trade before the place, or the trade at the place, proves that a response reaches back: the clock of this
    // machine may be slow. Another trade of the same second proves nothing.
    const isBefore = (trade: CcxtTrade): boolean =>
      timestamp(trade) < from || ('after' in place && trade.id === place.after.id);
    let page: BackfillPage<CcxtTrade> = { values: [], reaches: false, more: false };
    for (const [time] of spans.filter(([, span]) => age < span)) {
      const values = await exchange.fetchTrades(symbol, undefined, undefined, { time });
      page = { values, reaches: values.some(isBefore) || (time === 'day' && age < 85_000 * second), more: false };
      if (page.reaches) break;
    }
    return page;
  },
};

// The time span of the last response, for each exchange and symbol.
const spans = new WeakMap<CcxtExchange, Map<string, number>>();

const bySpan = async (
  exchange: CcxtExchange,
  symbol: string,
  place: BackfillPlace,
  { from, ...newest }: Omit<NewestFirst<CcxtTrade>, 'keyOf'> & { readonly from: number },
): Promise<BackfillPage<CcxtTrade>> => {
  const known = spans.get(exchange) ?? new Map<string, number>();
  spans.set(exchange, known);
  const last = 'after' in place ? place.after.time : place.since - 1;
  const span = known.get(symbol) ?? 60 * second;
  const page = await bisectPage(from, last, span, { ...newest, keyOf: timestamp });
  const newestTime = Math.max(...page.values.map(timestamp));
  if (page.more && newestTime > from) known.set(symbol, newestTime - from);
  return page;
};

/**
 * Coinbase (Advanced Trade): the channel `market_trades` and `market/products/ID/ticker` both have `trade_id`, a number
 * that rises within a product. REST returns the newest 1,000 trades between two instants in whole seconds. Dollars and
 * USDC share one order book; see `checkOwnBook`.
 *
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/public/get-public-market-trades
 */
const coinbase: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: {},
  resolution: 1,
  backfill(exchange, symbol, place) {
    const from = Math.floor(timeOf(place) / second) * second;
    const limit = 1_000;
    const ask = (bound = from + 3_155_760_000 * second): Promise<readonly CcxtTrade[]> =>
      exchange.fetchTrades(symbol, from, limit, { until: bound });
    return bySpan(exchange, symbol, place, { from, ask, limit, step: second });
  },
};

/**
 * OKX: the channel `trades-all` and `history-trades` both have `tradeId`, a number that rises within an instrument. The
 * channel `trades`, ccxt's default, merges several trades into one. REST has the last three months and returns the
 * newest 100 trades before an instant.
 *
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-trades-history
 */
const okx: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: { channel: 'trades-all' },
  resolution: 1,
  prepare(exchange) {
    // ccxt logs in for this channel, although it is public.
    exchange.authenticate = async () => undefined;
  },
  backfill(exchange, symbol, place) {
    const from = timeOf(place);
    const limit = 100;
    const ask = (bound: number | undefined): Promise<readonly CcxtTrade[]> =>
      exchange.fetchTrades(symbol, undefined, limit, {
        method: 'publicGetMarketHistoryTrades',
        type: '2',
        ...(bound !== undefined && { after: String(bound) }),
      });
    return bySpan(exchange, symbol, place, { from, ask, limit, step: 1 });
  },
};

/**
 * Bybit, spot: the channel `publicTrade` (`i`) and `recent-trade` (`execId`) both have the id of a trade, a number that
 * rises. REST returns the last 60 trades.
 *
 * https://bybit-exchange.github.io/docs/v5/market/recent-trade
 */
const bybit: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: {},
  resolution: 1,
  async backfill(exchange, symbol) {
    return { values: await exchange.fetchTrades(symbol, undefined, 60), reaches: false, more: false };
  },
};

/** The exchanges whose pair is known from their documentation. None has been tested with the real exchange yet. */
export const exchangePairs: Readonly<Record<string, ExchangePair>> = {
  binance,
  bitstamp,
  bybit,
  coinbase,
  kraken,
  okx,
};

/**
 * The pair for any other exchange: trades are ordered by time, and REST returns the newest trades, which may not reach
 * back far enough. It is not known whether REST and WebSocket have the same ids.
 */
export const unlistedPair: ExchangePair = {
  order: 'time',
  markets: 'all',
  channel: {},
  resolution: 1,
  async backfill(exchange, symbol) {
    return { values: await exchange.fetchTrades(symbol), reaches: false, more: false };
  },
};
