// The peer of `kafka-to-es`: the best loop that we know without Penstock. It has batches of 5,000, two concurrent bulk
// requests, and a commit after each request that succeeded. It has no ledger, so it waits to keep the order.
import { createRequire } from 'node:module';
import { Client } from '../measure/elasticsearch-client.mjs';

const { KAFKA, ELASTICSEARCH, TOPIC, INDEX, GROUP, COUNT } = process.env;
const { Kafka, logLevel } = createRequire(new URL('../../packages/sources/package.json', import.meta.url))('kafkajs');

const size = 5_000;
const client = new Client({ node: ELASTICSEARCH });
const consumer = new Kafka({ brokers: KAFKA.split(','), logLevel: logLevel.NOTHING }).consumer({
  groupId: GROUP,
  maxBytesPerPartition: 1_048_576,
});

let indexed = 0;
let finish;
const finished = new Promise((resolve) => (finish = resolve));
const flying = new Set();

const write = async (lines, count, topic, partition, next) => {
  const { errors } = await client.bulk({ index: INDEX, operations: lines });
  if (errors) throw new Error('Elasticsearch rejected a document.');
  await consumer.commitOffsets([{ topic, partition, offset: next }]);
  indexed += count;
  if (indexed >= Number(COUNT)) finish();
};

await consumer.connect();
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  partitionsConsumedConcurrently: 2,
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch: { topic, partition, messages }, resolveOffset, heartbeat }) => {
    for (let from = 0; from < messages.length; from += size) {
      const some = messages.slice(from, from + size);
      const lines = [];
      for (const { value } of some) {
        const document = JSON.parse(value.toString());
        lines.push({ index: { _id: document.id } }, document);
      }
      const last = some.at(-1).offset;
      const request = write(lines, some.length, topic, partition, String(Number(last) + 1)).finally(() =>
        flying.delete(request),
      );
      flying.add(request);
      if (flying.size >= 2) await Promise.race(flying);
      resolveOffset(last);
      await heartbeat();
    }
    await Promise.all(flying);
  },
});
await finished;
await consumer.disconnect();
await client.close();
