// Reads a topic to its end with one of several clients, and prints the time from the first record to the last:
// `{ seconds, processorSeconds }`. All decode the same JSON and commit every second.
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { Consumer } from '@platformatic/kafka';
import { fromKafka } from '../../packages/sources/dist/kafka/index.js';
import { run, settle, tapValue } from '../../packages/stream/dist/index.js';
import { loadConfluent } from './confluent.mjs';

const fromSources = createRequire(new URL('../../packages/sources/package.json', import.meta.url));
const [contender, brokerList, topic, records] = process.argv.slice(2);
const brokers = brokerList.split(',');
const total = Number(records);
const group = randomUUID();
let began;
let processor;
let seen = 0;
let sum = 0;
const begin = () => {
  began = performance.now();
  processor = process.cpuUsage();
};
const report = () => {
  const { user, system } = process.cpuUsage(processor);
  console.log(
    JSON.stringify({ seconds: (performance.now() - began) / 1_000, processorSeconds: (user + system) / 1e6, sum }),
  );
};

const ours = async () => {
  const stop = new AbortController();
  await run(
    fromKafka({ brokers }, { topic, group, maxInFlight: 20_000, tombstones: 'reject' }),
    tapValue(({ price }) => {
      if (seen === 0) begin();
      sum += price;
      if ((seen += 1) === total) {
        // The measured time includes the acknowledgement and the commit.
        setImmediate(report);
        stop.abort();
      }
    }),
    settle(),
    { signal: stop.signal },
  );
};

const raw = async (collects) => {
  const { Kafka } = fromSources('kafkajs');
  const consumer = new Kafka({ brokers, logLevel: 0 }).consumer({ groupId: group, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const offsets = new Map();
  const commit = () =>
    consumer
      .commitOffsets([...offsets].map(([partition, offset]) => ({ topic, partition, offset })))
      .catch(() => undefined);
  const timer = setInterval(commit, 1_000);
  let batch = [];
  await new Promise((resolve) => {
    void consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 10,
      eachBatch: async ({ batch: { partition, messages }, resolveOffset }) => {
        if (seen === 0) begin();
        for (const message of messages) {
          const value = JSON.parse(message.value.toString());
          sum += value.price;
          seen += 1;
          if (collects) {
            batch.push(value);
            if (batch.length === 5_000) {
              await new Promise((done) => setImmediate(done));
              batch = [];
            }
          }
        }
        const { offset } = messages.at(-1);
        resolveOffset(offset);
        offsets.set(partition, String(Number(offset) + 1));
        if (seen >= total) {
          report();
          resolve();
        }
      },
    });
  });
  clearInterval(timer);
  await commit();
  await consumer.disconnect();
};

const platformatic = async () => {
  const consumer = new Consumer({
    clientId: 'bench',
    groupId: group,
    bootstrapBrokers: brokers,
    deserializers: { value: (bytes) => JSON.parse(bytes.toString()) },
  });
  const stream = await consumer.consume({
    topics: [topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    autocommit: 1_000,
    maxWaitTime: 250,
  });
  await new Promise((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', ({ value }) => {
      if (seen === 0) begin();
      sum += value.price;
      if ((seen += 1) === total) {
        report();
        resolve();
      }
    });
  });
  await stream.close();
  await consumer.close();
};

const confluent = async () => {
  const { Kafka } = loadConfluent();
  const config = {
    'bootstrap.servers': brokerList,
    'group.id': group,
    'auto.offset.reset': 'earliest',
    'auto.commit.interval.ms': 1_000,
    'fetch.wait.max.ms': 250,
    'js.consumer.max.batch.size': -1,
    log_level: 0,
  };
  const consumer = new Kafka().consumer(config);
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await new Promise((resolve) => {
    void consumer.run({
      partitionsConsumedConcurrently: 10,
      eachBatch: async ({ batch: { messages } }) => {
        if (seen === 0) begin();
        for (const message of messages) {
          sum += JSON.parse(message.value.toString()).price;
          seen += 1;
        }
        if (seen >= total) {
          report();
          resolve();
        }
      },
    });
  });
  await consumer.disconnect();
};

await { penstock: ours, platformatic, confluent, decode: () => raw(false), collect: () => raw(true) }[contender]();
