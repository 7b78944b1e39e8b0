import { visible } from './loopback-exchange.ts';
import type { LoopbackShape } from './loopback-exchange.ts';
import type { LoopbackTrade } from './loopback-market.ts';

const second = 1_000;

/** Kraken's responses and messages, as in its documentation. */
export const krakenShape: LoopbackShape & { readonly ticker: (price: number, time: number) => object } = {
  rest(path, query, market, faults) {
    if (path.endsWith('/AssetPairs')) return { error: [], result: { XXBTZUSD: pair } };
    if (path.endsWith('/Time')) return { error: [], result: { unixtime: Date.now() / second } };
    if (path.endsWith('/OHLC')) return { error: [], result: { XXBTZUSD: minutes(market.trades), last: 0 } };
    if (!path.endsWith('/Trades')) return { error: [], result: {} };
    const since = Number(BigInt(query.get('since') ?? '0') / 1_000_000n);
    const trades = visible(market, faults).filter(({ time }) => time > since);
    const rows = trades
      .slice(0, Number(query.get('count') ?? 1_000))
      .map(({ id, time, price, size, side }) => [
        String(price),
        String(size),
        time / second,
        side === 'buy' ? 'b' : 's',
        'l',
        '',
        id,
      ]);
    return { error: [], result: { XXBTZUSD: rows, last: `${trades.at(-1)?.time ?? 0}000000` } };
  },
  subscribed: () => [
    { method: 'subscribe', result: { channel: 'trade', symbol: 'BTC/USD', snapshot: true }, success: true },
  ],
  ticker: (price, time) => ({
    channel: 'ticker',
    type: 'update',
    data: [
      {
        symbol: 'BTC/USD',
        bid: price,
        bid_qty: 1,
        ask: price,
        ask_qty: 1,
        last: price,
        volume: 20,
        vwap: price,
        low: price - 100,
        high: price + 100,
        change: 300,
        change_pct: 1,
        timestamp: new Date(time).toISOString(),
      },
    ],
  }),
  trades: (trades) => [
    {
      channel: 'trade',
      type: 'update',
      data: trades.map(({ id, time, price, size, side }) => ({
        symbol: 'BTC/USD',
        side,
        price,
        qty: size,
        ord_type: 'limit',
        trade_id: id,
        timestamp: new Date(time).toISOString(),
      })),
    },
  ],
};

const pair = {
  altname: 'XBTUSD',
  wsname: 'XBT/USD',
  aclass_base: 'currency',
  base: 'XXBT',
  aclass_quote: 'currency',
  quote: 'ZUSD',
  lot: 'unit',
  pair_decimals: 1,
  lot_decimals: 8,
  cost_decimals: 5,
  lot_multiplier: 1,
  leverage_buy: [],
  leverage_sell: [],
  fees: [[0, 0.26]],
  fees_maker: [[0, 0.16]],
  ordermin: '0.0001',
  costmin: '0.5',
  tick_size: '0.1',
  status: 'online',
};

/** Returns the trades as rows of candles, one per minute. */
const minutes = (trades: readonly LoopbackTrade[]): unknown[] => {
  const bars = new Map<number, LoopbackTrade[]>();
  for (const trade of trades) {
    const time = Math.floor(trade.time / 60_000) * 60;
    bars.set(time, [...(bars.get(time) ?? []), trade]);
  }
  return Array.from(bars, ([time, bar]) => {
    const prices = bar.map(({ price }) => price);
    const volume = bar.reduce((sum, { size }) => sum + size, 0);
    const values = [prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1), 0, volume];
    return [time, ...values.map(String), bar.length];
  });
};
