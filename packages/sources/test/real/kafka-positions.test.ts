import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { ensureTopic, kafkaPositions } from '../../src/kafka/index.ts';

test('another store of the same group finds a cursor, and one of another group does not', async () => {
  const connection = { brokers: inject('kafka') };
  const topic = `positions-${randomUUID()}`;
  await ensureTopic(connection, { topic, partitions: 2, replication: 1, config: { 'cleanup.policy': 'compact' } });
  const recent = [{ id: '61044952', time: 1_688_669_597_827 }];
  const store = kafkaPositions(connection, { topic, group: 'trades' });
  expect(await store.load('kraken:BTC/USD')).toBeUndefined();
  await store.save('kraken:BTC/USD', { offset: 17, since: 0, recent });
  await store.save('kraken:BTC/USD', { offset: 18, since: 0, recent });
  await store.save('kraken:ETH/USD', { offset: 3, since: null, recent: [] });
  const other = kafkaPositions(connection, { topic, group: 'trades' });
  expect(await Promise.all([other.load('kraken:BTC/USD'), other.load('kraken:ETH/USD')])).toEqual([
    { offset: 18, since: 0, recent },
    { offset: 3, since: null, recent: [] },
  ]);
  expect(await kafkaPositions(connection, { topic, group: 'quotes' }).load('kraken:BTC/USD')).toBeUndefined();
});
