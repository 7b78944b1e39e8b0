import { startKafka } from '@penstock/servers';
import { deliver, run, settle, tapValue } from '@penstock/stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consumerLag, ensureTopic, fromKafka, type KafkaConnection, kafkaStore, toKafka } from '../../src/kafka/index.ts';

let stop: () => Promise<void>;
let connection: KafkaConnection;
beforeAll(async () => {
  const kafka = await startKafka({ version: '3.9', brokers: 2 });
  stop = kafka.stop;
  connection = { brokers: kafka.brokers };
});
afterAll(() => stop?.());

it('works with Kafka 3.9 alike', async () => {
  await ensureTopic(connection, { topic: 'numbers', partitions: 4, replication: 2 });
  const numbers = Array.from({ length: 1_000 }, (_, n) => n);
  await run(deliver(numbers, { key: (n) => `k${n % 9}` }), toKafka(connection, { topic: 'numbers', compression: 'gzip' }));
  const seen: unknown[] = [];
  await run(fromKafka(connection, { topic: 'numbers', group: 'g', until: 'end', maxInFlight: 50 }), tapValue((value) => void seen.push(value)), settle());
  expect(seen.toSorted((a, b) => (a as number) - (b as number))).toEqual(numbers);
  expect((await consumerLag(connection, { topic: 'numbers', group: 'g' })).total).toBe(0);

  await ensureTopic(connection, { topic: 'state', partitions: 1, replication: 2, config: { 'cleanup.policy': 'compact' } });
  const position = { topic: 'numbers', partition: 0, offset: 3 };
  await kafkaStore(connection, { topic: 'state', group: 'g' }).save(position, new Map([['sum', 6]]));
  expect(await kafkaStore(connection, { topic: 'state', group: 'g' }).load(position)).toEqual(new Map([['sum', 6]]));
});
