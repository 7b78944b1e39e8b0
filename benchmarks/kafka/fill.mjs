// Fills a topic for the benchmarks that read.
import { deliver, run } from '../../packages/stream/dist/index.js';
import { toKafka } from '../../packages/sources/dist/kafka/index.js';
import { valueOf } from './brokers.mjs';

const [, brokers, topic, records] = process.argv.slice(2);
const values = function* () {
  for (let n = 0; n < Number(records); n += 1) yield valueOf(n);
};
await run(
  deliver(values(), { key: (value) => value.slice(0, 40) }),
  toKafka({ brokers: brokers.split(',') }, { topic, encode: 'string' }),
);
console.log('{}');
