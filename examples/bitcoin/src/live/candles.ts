import { mapValue, ohlc } from '@penstock/stream';
import type { Flow, FlowOperator, Interval, TradeCandle } from '@penstock/stream';
import type { LiveRow } from './store/documents.ts';
import { marketFrom } from './live-trade.ts';
import type { LiveTrade } from './live-trade.ts';

// An exchange's clock may be set back a little between two trades.
const lateness = '2s';

/** A candle of a market. */
export interface MarketCandle extends TradeCandle {
  readonly exchange: string;
  readonly symbol: string;
  readonly trades: number;
}

/** Makes candles of the trades in a topic, by their key `exchange:symbol`. */
export const candles = (interval: Interval): FlowOperator<LiveTrade, MarketCandle> => {
  const make = ohlc<LiveTrade>({ interval, lateness, price: ({ price }) => price, volume: ({ size }) => size });
  const named = mapValue((candle: TradeCandle, { key }): MarketCandle => ({
    ...marketFrom(key),
    ...candle,
    trades: candle.trades ?? 0,
  }));
  return (trades: Flow<LiveTrade>) => named(make(trades));
};

/** Makes the row of a candle. */
export const candleRow =
  (index: 'bitcoin_candles_1s' | 'bitcoin_candles_1m') =>
  ({ exchange, symbol, time, open, high, low, close, volume, trades }: MarketCandle): LiveRow => ({
    index,
    document: { exchange, symbol, time, open, high, low, close, volume, trades },
  });
