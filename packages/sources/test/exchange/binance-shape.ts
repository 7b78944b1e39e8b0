import { visible } from './loopback-exchange.ts';
import type { LoopbackShape } from './loopback-exchange.ts';

/** Binance's responses and messages for aggregate trades, as in its documentation. */
export const binanceShape: LoopbackShape = {
  rest(path, query, market, faults) {
    if (path.endsWith('/exchangeInfo')) return { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols: [symbol] };
    if (!path.endsWith('/aggTrades')) return [];
    const fromId = Number(query.get('fromId') ?? 0);
    const start = Number(query.get('startTime') ?? 0);
    return visible(market, faults)
      .filter(({ id, time }) => id >= fromId && time >= start)
      .slice(0, Number(query.get('limit') ?? 500))
      .map(({ id, time, price, size, side }) => ({
        a: id,
        p: String(price),
        q: String(size),
        f: 2 * id,
        l: 2 * id,
        T: time,
        m: side === 'sell',
        M: true,
      }));
  },
  subscribed: (message) => [{ result: null, id: (message as { readonly id: number }).id }],
  trades: (trades) =>
    trades.map(({ id, time, price, size, side }) => ({
      e: 'aggTrade',
      E: time,
      s: 'BTCUSDT',
      a: id,
      p: String(price),
      q: String(size),
      f: 2 * id,
      l: 2 * id,
      T: time,
      m: side === 'sell',
      M: true,
    })),
};

const symbol = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: ['LIMIT'],
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: [],
  permissions: ['SPOT'],
  permissionSets: [['SPOT']],
};
