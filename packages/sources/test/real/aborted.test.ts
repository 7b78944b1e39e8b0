import { run, settle } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { fromKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

test('reads past the records of an aborted transaction, for which kafkajs calls no handler', async () => {
  const topic = await newTopic(1);
  const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: topic,
  });
  await producer.connect();
  const aborted = await producer.transaction();
  await aborted.send({ topic, messages: [{ value: '1' }] });
  await aborted.abort();
  await producer.disconnect();
  const read = () => run(fromKafka(connection, { topic, group: topic, until: 'end' }), settle());
  expect(await read()).toMatchObject({ received: 0 });
});
