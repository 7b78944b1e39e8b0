import { lstm } from '@penstock/forecast';
import { csvCandles, fromTopic, memoryTopic, toTopic, yahooCandles } from '@penstock/sources';
import { deliver, run } from '@penstock/stream';
import type { Candle } from '@penstock/stream';
import { openDuckDb } from './duckdb/open-duckdb.ts';
import { readSeries } from './duckdb/read-series.ts';
import { toDuckDb } from './duckdb/to-duckdb.ts';

const dayOf = ({ time }: Candle) => new Date(time).toISOString().slice(0, 10);

// Connections
const topic = await memoryTopic<Candle>({ name: 'bitcoin', partitions: 10 });
const store = await openDuckDb(':memory:');
const consumer = fromTopic(topic, { group: 'index', until: 'end', id: dayOf });
const producer = toTopic(topic);
const indexer = toDuckDb<Candle>(store, { index: 'bitcoin' });

// Daily prices, from the CSV file that the command line names or else from Yahoo, go through the topic into the index.
const [, , file] = process.argv;
const [from, to] = [new Date('2014-09-17'), new Date('2023-01-11')];
const days = file === undefined ? yahooCandles({ symbol: 'BTC-USD', from, to }) : csvCandles(file);
await run(deliver(days, { key: dayOf, time: ({ time }) => time }), producer);
await run(consumer, indexer);

// An LSTM learns from the closes in the index and forecasts the next seven days.
const closes = await readSeries(store, { index: 'bitcoin', field: 'close' });
const model = await lstm.fit(closes, { window: 15, units: 10 });
console.log(model.forecast(7).mean);
