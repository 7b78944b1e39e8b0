import { deliver, run, settle, tapValue } from '@penstock/stream';
import { describe, expect, test } from 'vitest';
import { consumerLag, fromKafka, isReady, toKafka } from '../../src/kafka/index.ts';
import { connection, newTopic } from './cluster.ts';

describe('consumerLag', () => {
  test('counts the records that the group has not committed', async () => {
    const topic = await newTopic(2);
    await run(
      deliver(
        Array.from({ length: 50 }, (_, n) => n),
        { key: (n) => `k${n}` },
      ),
      toKafka(connection, { topic }),
    );
    const before = await consumerLag(connection, { topic, group: topic });
    expect(before.total).toBe(50);
    expect(before.partitions.map(({ committed }) => committed)).toEqual([null, null]);
    await run(fromKafka(connection, { topic, group: topic, until: 'end' }), settle());
    await run(deliver([1], { key: () => 'late' }), toKafka(connection, { topic }));
    const after = await consumerLag(connection, { topic, group: topic });
    expect(after.total).toBe(1);
    expect(after.partitions.reduce((sum, { end }) => sum + end, 0)).toBe(51);
    await expect(consumerLag(connection, { topic: 'nobody-made-this', group: 'g' })).rejects.toMatchObject({
      code: 'PENSTOCK_TOPIC_UNKNOWN',
    });
  });
});

describe('isReady', () => {
  test('checks the cluster, and the leaders of a topic', async () => {
    const topic = await newTopic(1);
    expect(await isReady(connection)).toBe(true);
    expect(await isReady(connection, { topic })).toBe(true);
    expect(await isReady(connection, { topic: 'nobody-made-this', within: '500ms' })).toBe(false);
    expect(await isReady({ brokers: ['127.0.0.1:1'] }, { within: '500ms' })).toBe(false);
  });
});

test('a flow stops immediately when it is stopped before it has started', async () => {
  const topic = await newTopic(1);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  expect(
    await run(
      fromKafka(connection, { topic, group: topic }),
      tapValue(() => undefined),
      settle(),
      { signal: stop.signal },
    ),
  ).toMatchObject({ received: 0 });
});
