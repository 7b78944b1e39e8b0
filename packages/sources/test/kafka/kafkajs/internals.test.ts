import { createRequire } from 'node:module';
import kafkajs from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { hasNoGroup, isNotConnected, outOfRangeMark, reachInto } from '../../../src/kafka/kafkajs/internals.ts';

const open = () => reachInto(new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 }));
const options = { metadataMaxAge: 1_000, allowAutoTopicCreation: false, maxInFlightRequests: 5 };

describe('the private parts of kafkajs', () => {
  test('include every method of a cluster that is used', () => {
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

  test('include a request queue for each connection of a broker', async () => {
    const pool = await open().createCluster(options).connectionPoolBuilder.build();
    expect(pool.send).toBeTypeOf('function');
    expect(pool.pool.map(({ requestQueue }) => requestQueue)).toEqual([
      expect.objectContaining({ pending: [], throttledUntil: -1 }),
      expect.objectContaining({ pending: [], throttledUntil: -1 }),
    ]);
  });

  test('include the cluster of a client that kafkajs makes itself', () => {
    const kafka = new kafkajs.Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0 });
    const internals = reachInto(kafka);
    kafka.admin();
    const first = internals.lastCluster();
    kafka.admin();
    expect(first.brokerPool.findConnectedBroker).toBeTypeOf('function');
    expect(internals.lastCluster()).not.toBe(first);
  });

  test('include the mark that is committed for an offset out of range', () => {
    const { EARLIEST_OFFSET } = createRequire(import.meta.url)('kafkajs/src/constants.js') as {
      readonly EARLIEST_OFFSET: number;
    };
    expect(outOfRangeMark).toBe(EARLIEST_OFFSET);
  });

  test('include the message of the error when a consumer without a group is called', () => {
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

  test('include the message of the error for a broker that is not connected', () => {
    expect(isNotConnected(new Error('Broker not connected'))).toBe(true);
    expect(isNotConnected(new Error('other'))).toBe(false);
  });
});
