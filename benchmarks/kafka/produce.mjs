// Writes records to a topic with one of several clients, and prints `{ seconds, processorSeconds }` from connecting to
// closing the connection. All are idempotent and wait for all in-sync replicas.
import { createRequire } from 'node:module';
import { ProduceAcks, Producer, stringSerializers } from '@platformatic/kafka';
import { deliver, run } from '../../packages/stream/dist/index.js';
import { toKafka } from '../../packages/sources/dist/kafka/index.js';
import { valueOf } from './brokers.mjs';
import { loadConfluent } from './confluent.mjs';

const fromSources = createRequire(new URL('../../packages/sources/package.json', import.meta.url));
const [contender, brokerList, topic, records, maxBatch] = process.argv.slice(2);
const brokers = brokerList.split(',');
// Loaded before the measurement for all clients, since start-up is not measured.
const { Kafka } = fromSources('kafkajs');
const values = Array.from({ length: Number(records) }, (_, n) => valueOf(n));
const keyOf = (n) => `key-${n % 1_000}`;

const timed = async (work) => {
  const began = performance.now();
  const processor = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(processor);
  console.log(
    JSON.stringify({ seconds: (performance.now() - began) / 1_000, processorSeconds: (user + system) / 1e6 }),
  );
};

const ours = () => {
  let n = 0;
  return timed(() =>
    run(
      deliver(values, { key: () => keyOf(n++), maxInFlight: 20_000 }),
      toKafka({ brokers }, { topic, encode: 'string', maxBatch: Number(maxBatch) }),
    ),
  );
};

/** Sends batches of `size` records, `concurrency` of them at a time. */
const sendAll = async (size, concurrency, send) => {
  let next = 0;
  const sendOn = async () => {
    while (next < values.length) {
      const from = next;
      next += size;
      await send(values.slice(from, from + size).map((value, index) => ({ key: keyOf(from + index), value })));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sendOn));
};

const kafkajs = (size, concurrency) =>
  timed(async () => {
    const producer = new Kafka({ brokers, logLevel: 0 }).producer({
      idempotent: true,
      maxInFlightRequests: concurrency,
    });
    await producer.connect();
    await sendAll(size, concurrency, (messages) => producer.send({ topic, acks: -1, messages }));
    await producer.disconnect();
  });

const platformatic = (size, concurrency) =>
  timed(async () => {
    const producer = new Producer({
      clientId: 'bench',
      bootstrapBrokers: brokers,
      serializers: stringSerializers,
      idempotent: true,
      acks: ProduceAcks.ALL,
      autocreateTopics: false,
      maxInflights: concurrency,
    });
    await sendAll(size, concurrency, (messages) =>
      producer.send({ messages: messages.map((message) => ({ topic, ...message })) }),
    );
    await producer.close();
  });

const confluent = (size, concurrency) => {
  const { Kafka } = loadConfluent();
  return timed(async () => {
    const producer = new Kafka().producer({
      'bootstrap.servers': brokerList,
      'enable.idempotence': true,
      acks: -1,
      log_level: 0,
    });
    await producer.connect();
    await sendAll(size, concurrency, (messages) => producer.send({ topic, messages }));
    await producer.disconnect();
  });
};

const [name, size, concurrency] = contender.split(':');
await { penstock: ours, kafkajs, platformatic, confluent }[name](Number(size), Number(concurrency));
