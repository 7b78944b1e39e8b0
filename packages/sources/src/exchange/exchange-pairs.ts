import type { BackfillPage, BackfillPlace } from '../feed/feed-link.ts';
import type { FeedOrder } from '../feed/merge/feed-order.ts';
import { bisectPage } from './bisect-page.ts';
import type { NewestFirst } from './bisect-page.ts';
import type { CcxtExchange, CcxtTrade } from './ccxt/ccxt-exchange.ts';

/** Which REST answers and which channel of the WebSocket of an exchange have ids in common, and how they are asked. */
export interface ExchangePair {
  readonly order: FeedOrder;
  /** Which markets the pair holds for: those of derivatives have other endpoints and ids. */
  readonly markets: 'spot' | 'all';
  /** Parameters of the subscription that choose the channel. */
  readonly channel: object;
  /** Milliseconds that the times of REST are rounded down to. */
  readonly resolution: number;
  /** Changes what ccxt does by itself, once. */
  readonly prepare?: (exchange: CcxtExchange) => void;
  readonly backfill: (exchange: CcxtExchange, symbol: string, place: BackfillPlace) => Promise<BackfillPage<CcxtTrade>>;
}

const timeOf = (place: BackfillPlace): number => ('after' in place ? place.after.time : place.since);
const timestamp = ({ timestamp: time }: CcxtTrade): number => time ?? NaN;
const second = 1_000;

/**
 * Kraken: `Trades` and the channel `trade` of version 2 both give `trade_id`, a number that rises within a pair. REST
 * has the whole history, 1,000 trades an answer, from an instant in nanoseconds on.
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
    // `since` is exclusive and times lose what is finer than 1 ms, so a millisecond earlier.
    const values = await exchange.fetchTrades(symbol, undefined, limit, { since: `${timeOf(place) - 1}000000` });
    return { values, reaches: true, more: values.length >= limit };
  },
};

/**
 * Binance: the channel `aggTrade` and `aggTrades` both give the id of an aggregate, one or more trades of one taker at
 * one price, which counts up by one. The ids of single trades, which ccxt's channel has by default, are others, and
 * their REST answers want a key. REST has the whole history, 1,000 an answer, from an id or instant on.
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
 * Bitstamp: `transactions` and the channel `live_trades` both give the id of a trade, which rises. REST gives those of
 * the last minute, hour or day, with times in whole seconds.
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
    // An answer without a trade from before the place is no proof: this machine's clock may be slow. Nor is another
    // trade of the same second.
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

// Of each exchange and symbol, the span that the last answer held.
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
 * Coinbase (Advanced Trade): the channel `market_trades` and `market/products/ID/ticker` both give `trade_id`, a number
 * that rises within a product. REST gives the newest 1,000 between two instants in whole seconds. Dollars and USDC have
 * one order book; see `checkSpotMarket`.
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
 * OKX: the channel `trades-all` and `history-trades` both give `tradeId`, a number that rises within an instrument. The
 * channel `trades`, which ccxt takes by default, puts several trades together. REST has three months, the newest 100
 * before an instant.
 *
 * https://www.okx.com/docs-v5/en/#order-book-trading-market-data-get-trades-history
 */
const okx: ExchangePair = {
  order: 'rising',
  markets: 'spot',
  channel: { channel: 'trades-all' },
  resolution: 1,
  prepare(exchange) {
    // ccxt logs in for this channel, which is public.
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
 * Bybit, spot: the channel `publicTrade` (`i`) and `recent-trade` (`execId`) both give the id of a trade, a number that
 * rises. REST gives the last 60.
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

/** The exchanges whose pair is taken from their documentation. None was run against the real exchange yet. */
export const exchangePairs: Readonly<Record<string, ExchangePair>> = {
  binance,
  bitstamp,
  bybit,
  coinbase,
  kraken,
  okx,
};

/**
 * Any other exchange: trades by time, and the newest trades by REST, however far they go back. Whether REST and
 * WebSocket give the same ids is not known.
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
