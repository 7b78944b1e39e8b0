import { randomBytes } from 'node:crypto';
import type { Snapshots } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { ensureTopic, kafkaStore } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

const compacted = () => newTopic(2, { 'cleanup.policy': 'compact' });
const at = (offset: number, partition = 0) => ({ topic: 'quotes', partition, offset });
const state = (value: unknown): Snapshots => new Map([['average', value]]);

describe('state in a compacted topic', () => {
  test('is found by another process, exactly at its position', async () => {
    const topic = await compacted();
    const one = kafkaStore(connection, { topic, group: 'g' });
    await one.save(at(10), state({ sum: 1 }));
    await one.save(at(20), state({ sum: 2 }));
    await one.save(at(5, 1), state({ sum: 3 }));
    const other = kafkaStore(connection, { topic, group: 'g' });
    const [ten, twenty, eleven, elsewhere] = await Promise.all([
      other.load(at(10)),
      other.load(at(20)),
      other.load(at(11)),
      other.load(at(5, 1)),
    ]);
    expect([ten, twenty, eleven, elsewhere]).toEqual([
      state({ sum: 1 }),
      state({ sum: 2 }),
      undefined,
      state({ sum: 3 }),
    ]);
  });

  test('is separate for each group, even if names of groups have the same prefix', async () => {
    const topic = await compacted();
    await kafkaStore(connection, { topic, group: 'a' }).save(at(1), state('of a'));
    await kafkaStore(connection, { topic, group: 'a/b' }).save(at(1), state('of a/b'));
    expect(await kafkaStore(connection, { topic, group: 'a' }).load(at(1))).toEqual(state('of a'));
    expect(await kafkaStore(connection, { topic, group: 'a/b' }).load(at(1))).toEqual(state('of a/b'));
    expect(await kafkaStore(connection, { topic, group: 'b' }).load(at(1))).toBeUndefined();
  });

  test('before the committed position is dropped for every process', async () => {
    const topic = await compacted();
    const one = kafkaStore(connection, { topic, group: 'g' });
    await one.save(at(10), state(1));
    await one.save(at(20), state(2));
    await one.prune(at(20));
    const other = kafkaStore(connection, { topic, group: 'g' });
    expect(await other.load(at(10))).toBeUndefined();
    expect(await other.load(at(20))).toEqual(state(2));
  });

  test('can have many megabytes, and is replaced as a whole', async () => {
    const topic = await compacted();
    const large = randomBytes(3_000_000);
    const store = kafkaStore(connection, { topic, group: 'g' });
    await store.save(at(1), state(large));
    const loaded = (await kafkaStore(connection, { topic, group: 'g' }).load(at(1)))?.get('average');
    expect(large.equals(loaded as Uint8Array)).toBe(true);
    await store.save(at(1), state('small'));
    expect(await kafkaStore(connection, { topic, group: 'g' }).load(at(1))).toEqual(state('small'));
  });

  test('is an error when it is damaged', async () => {
    const topic = await compacted();
    await kafkaStore(connection, { topic, group: 'g' }).save(at(1), state('whole'));
    const consumer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).consumer({
      groupId: `${topic}-raw`,
      maxWaitTimeInMs: 100,
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const { key, partition } = await new Promise<{ key: Buffer; partition: number }>(
      (resolve) =>
        void consumer.run({ eachMessage: async ({ message, partition }) => resolve({ key: message.key!, partition }) }),
    );
    await consumer.disconnect();
    const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer();
    await producer.connect();
    await producer.send({
      topic,
      messages: [{ key, partition, value: Buffer.from('garbage that has no digest of itself at all') }],
    });
    await producer.disconnect();
    await expect(kafkaStore(connection, { topic, group: 'g' }).load(at(1))).rejects.toMatchObject({
      code: 'PENSTOCK_STATE_CORRUPT',
    });
  });

  test('is rejected in a topic from which the broker would delete it', async () => {
    const topic = await newTopic(1);
    await expect(kafkaStore(connection, { topic, group: 'g' }).load(at(1))).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_MISMATCH',
      message: expect.stringContaining('compact'),
    });
    await expect(kafkaStore(connection, { topic: 'nobody-made-this', group: 'g' }).load(at(1))).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_UNKNOWN',
    });
  });
});

describe('ensureTopic', () => {
  test('creates a topic, finds it, and adds missing partitions', async () => {
    const topic = await newTopic(1);
    const wanted = { topic, partitions: 1, replication: 2 };
    expect(await ensureTopic(connection, wanted)).toEqual({ created: false, partitionsAdded: 0 });
    expect(await ensureTopic(connection, { ...wanted, partitions: 3 })).toEqual({ created: false, partitionsAdded: 2 });
    expect(
      await ensureTopic(connection, { ...wanted, topic: `${topic}-new`, config: { 'cleanup.policy': 'compact' } }),
    ).toEqual({ created: true, partitionsAdded: 0 });
  });

  test('names each difference and changes nothing', async () => {
    const topic = await newTopic(3, { 'retention.ms': '1000' });
    await expect(
      ensureTopic(connection, {
        topic,
        partitions: 2,
        replication: 1,
        config: { 'retention.ms': '2000', 'no.such': 'x' },
      }),
    ).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_MISMATCH',
      message: expect.stringMatching(
        new RegExp(
          [
            'partitions should be 2; got 3',
            'replication should be 1; got 2 in partition 0, 1, 2',
            String.raw`retention\.ms should be 2000; got 1000`,
            String.raw`no\.such should be x; got no such setting`,
          ].join('.*'),
        ),
      ),
    });
    expect(
      await ensureTopic(connection, { topic, partitions: 3, replication: 2, config: { 'retention.ms': '1000' } }),
    ).toEqual({ created: false, partitionsAdded: 0 });
  });
});
