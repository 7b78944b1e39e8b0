import { csvCandles } from '@penstock/sources';
import { ensureTopic, toKafka } from '@penstock/sources/kafka';
import { deliver, run } from '@penstock/stream';
import type { Candle } from '@penstock/stream';
import { writeFile } from 'node:fs/promises';

await writeFile(
  'BTC-USD.csv',
  `Date,Open,High,Low,Close,Adj Close,Volume
2014-09-17,465.864,468.174,452.422,457.334,457.334,21056800
2014-09-18,456.860,456.860,413.104,424.440,424.440,34483200
2014-09-19,424.103,427.835,384.532,394.796,394.796,37919700
`,
);

const kafka = { brokers: ['localhost:9092'] };
await ensureTopic(kafka, { topic: 'prices', partitions: 3, replication: 1, oldest: new Date('2014-09-17') });

const dayOf = ({ time }: Candle) => new Date(time).toISOString().slice(0, 10);
const counts = await run(
  deliver(csvCandles('BTC-USD.csv'), { key: dayOf, time: ({ time }) => time }),
  toKafka<Candle>(kafka, { topic: 'prices' }),
);
console.log(`${counts.received} rows, ${counts.written} written, ${counts.rejected} rejected`);
