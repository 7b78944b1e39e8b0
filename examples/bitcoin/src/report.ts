import { Client } from '@elastic/elasticsearch';
import { lstm } from '@penstock/forecast';
import { ensureIndex, mapping, readSeries, toElasticsearch } from '@penstock/sink-es';
import { csvCandles, yahooCandles } from '@penstock/sources';
import { ensureTopic, fromKafka, toKafka } from '@penstock/sources/kafka';
import { deliver, run } from '@penstock/stream';
import type { Candle } from '@penstock/stream';

const dayOf = ({ time }: Candle) => new Date(time).toISOString().slice(0, 10);

// Connections
const kafka = { brokers: ['localhost:9092', 'localhost:9093'] };
const store = new Client({ node: 'http://localhost:9200' });
await ensureTopic(kafka, { topic: 'bitcoin', partitions: 10, replication: 2, oldest: new Date('2014-09-17') });
const prices = { open: 'double', high: 'double', low: 'double', close: 'double', adjClose: 'double' } as const;
await ensureIndex(store, {
  index: 'bitcoin',
  mapping: mapping<Candle>({ time: { type: 'date', format: 'epoch_millis' }, ...prices, volume: 'double' }),
});
const consumer = fromKafka<Candle>(kafka, {
  topic: 'bitcoin',
  group: 'index',
  until: 'end',
  tombstones: 'reject',
  id: dayOf,
});
const producer = toKafka<Candle>(kafka, { topic: 'bitcoin' });
const indexer = toElasticsearch<Candle>(store, { index: 'bitcoin' });

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
