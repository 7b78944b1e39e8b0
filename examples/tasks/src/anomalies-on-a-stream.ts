import { detectAnomalies } from '@penstock/forecast/flow';
import type { BucketAnomaly } from '@penstock/forecast/flow';
import { simulateMarket } from '@penstock/sources';
import { deliver, filterValue, mapValue, run, toSink } from '@penstock/stream';
import type { FlowOperator } from '@penstock/stream';

// One day of trades, one every ten seconds. Between 18:00 and 18:10 the volume is five times as high.
const trades = simulateMarket({ seed: 3, symbol: 'BTC', interval: '10s', count: 8_640 });
const from = Date.UTC(2020, 0, 1, 18);
const isOdd = (time: number) => time >= from && time < from + 600_000;
const busy = mapValue((trade: { symbol: string; time: number; volume: number }) => ({
  ...trade,
  volume: trade.volume * (isOdd(trade.time) ? 5 : 1),
}));
type BusyTrade = typeof busy extends FlowOperator<infer _, infer Out> ? Out : never;

await run(
  deliver(trades, { key: ({ symbol }) => symbol, time: ({ time }) => time }),
  busy,
  detectAnomalies<BusyTrade>({ bucket: '5m', function: 'sum', value: ({ volume }) => volume }),
  filterValue(({ severity }: BucketAnomaly) => severity >= 50),
  toSink<BucketAnomaly>(async (batch) => {
    for (const { value } of batch)
      console.log(new Date(value.time).toISOString(), value.key, Math.round(value.severity), value.description);
  }),
);
