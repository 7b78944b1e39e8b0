import { simulateMarket } from '@penstock/sources';
import { deliver, ohlc, run, tapValue, toSink } from '@penstock/stream';
import type { TradeCandle } from '@penstock/stream';

// Ten minutes of trades, one a second. A tenth of them come up to five seconds late.
const trades = simulateMarket({ seed: 7, interval: '1s', count: 600, late: { share: 0.1, by: '5s' } });

const candles = new Map<string, TradeCandle>();
const counts = await run(
  deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }),
  ohlc({ interval: '1m', lateness: '5s', price: ({ price }) => price, volume: ({ volume }) => volume }),
  tapValue(({ time, open, close, trades }: TradeCandle) =>
    console.log(new Date(time).toISOString().slice(11, 16), open.toFixed(2), close.toFixed(2), trades),
  ),
  toSink<TradeCandle>(async (batch) => {
    for (const { id, value } of batch) candles.set(id, value);
  }),
);
console.log(`${counts.received} trades, ${candles.size} candles, ${counts.late} trades too late`);
