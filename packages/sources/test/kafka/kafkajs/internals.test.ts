import { createRequire } from 'node:module';
import kafkajs from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { hasNoGroup, isNotConnected, outOfRangeMark, reachInto } from '../../../src/kafka/kafkajs/internals.ts';

const open = () => reachInto(new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 }));
const options = { metadataMaxAge: 1_000, allowAutoTopicCreation: false, maxInFlightRequests: 5 };

describe('the private parts of kafkajs', () => {
  test('has every method of a cluster that is used', () => {
    const cluster = open().createCluster(options);
    const names = [
      'isConnected',
      'connect',
      'disconnect',
      'removeBroker',
      'addMultipleTargetTopics',
      'refreshMetadata',
      'refreshMetadataIfNecessary',
      'findBroker',
      'findTopicPartitionMetadata',
    ] as const;
    for (const name of names) expect(cluster[name], name).toBeTypeOf('function');
    expect(cluster.brokerPool.findConnectedBroker).toBeTypeOf('function');
  });

  test('has a request queue for each connection of a broker', async () => {
    const pool = await open().createCluster(options).connectionPoolBuilder.build();
    expect(pool.send).toBeTypeOf('function');
    expect(pool.pool.map(({ requestQueue }) => requestQueue)).toEqual([
      expect.objectContaining({ pending: [], throttledUntil: -1 }),
      expect.objectContaining({ pending: [], throttledUntil: -1 }),
    ]);
  });

  test('knows the cluster of a client that kafkajs makes itself', () => {
    const kafka = new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 });
    const internals = reachInto(kafka);
    kafka.admin();
    const first = internals.lastCluster();
    kafka.admin();
    expect(first.brokerPool.findConnectedBroker).toBeTypeOf('function');
    expect(internals.lastCluster()).not.toBe(first);
  });

  test('commits for an offset out of range what kafkajs takes for "from the beginning"', () => {
    const { EARLIEST_OFFSET } = createRequire(import.meta.url)('kafkajs/src/constants.js') as {
      readonly EARLIEST_OFFSET: number;
    };
    expect(outOfRangeMark).toBe(EARLIEST_OFFSET);
  });

  test('throws a bare error when a consumer directs a group that it is not in', () => {
    const consumer = new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 }).consumer({ groupId: 'g' });
    const thrown = (() => {
      try {
        consumer.pause([{ topic: 't' }]);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(hasNoGroup(thrown)).toBe(true);
    expect(hasNoGroup(new Error('other'))).toBe(false);
  });

  test('tells a broker that is not connected by the text of the error alone', () => {
    expect(isNotConnected(new Error('Broker not connected'))).toBe(true);
    expect(isNotConnected(new Error('other'))).toBe(false);
  });
});
