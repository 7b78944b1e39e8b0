import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OutgoingRecord } from '../../../src/kafka/client/kafka-client.ts';
import { BatchSender } from '../../../src/kafka/kafkajs/batch-sender.ts';
import type { Broker, Cluster } from '../../../src/kafka/kafkajs/internals.ts';
import type { ProtocolRequest } from '../../../src/kafka/protocol/request.ts';

const [ok, notLeader, messageTooLarge, storageError] = [0, 6, 10, 56];
const records = (count: number): OutgoingRecord[] =>
  Array.from({ length: count }, () => ({ partition: 0, key: null, value: 'v', timestamp: '1700000000000' }));
const failure = (name: string, rest: object = {}) => Object.assign(new Error(name), { name, ...rest });

/** A cluster of two brokers that responds to each request with the next of `answers`, or throws it. */
const clusterOf = (answers: ReadonlyArray<number | Error>) => {
  const pending = [...answers];
  const sent: Array<{ readonly broker: number; readonly topic: string; readonly first: number }> = [];
  const calls: string[] = [];
  let leader = 1;
  let connected = true;
  const brokerOf = (nodeId: number): Broker => ({
    connectionPool: {
      pool: [],
      async send<T>({ request }: ProtocolRequest<T>): Promise<T> {
        const { buffer } = await request.encode();
        const nameLength = buffer.readInt16BE(12);
        const batchAt = 14 + nameLength + 12;
        const topic = buffer.toString('utf8', 14, 14 + nameLength);
        sent.push({ broker: nodeId, topic, first: buffer.readInt32BE(batchAt + 53) });
        const answer = pending.shift() ?? ok;
        if (typeof answer !== 'number') throw answer;
        return answer as T;
      },
    },
    versions: null,
    initProducerId: async () => ({ producerId: '9007199254740993', producerEpoch: 2 }),
    findGroupCoordinator: () => Promise.reject(new Error('not used')),
    disconnect: async () => void calls.push(`disconnect ${nodeId}`),
  });
  const cluster: Cluster = {
    connectionPoolBuilder: { build: () => Promise.reject(new Error('not used')) },
    brokerPool: { findConnectedBroker: async () => brokerOf(1) },
    isConnected: () => connected,
    connect: async () => void (calls.push('connect'), (connected = true)),
    disconnect: async () => undefined,
    removeBroker: ({ host, port }) => void calls.push(`remove ${host}:${port}`),
    addMultipleTargetTopics: async () => undefined,
    refreshMetadata: async () => void (calls.push('refresh'), (leader = 2)),
    refreshMetadataIfNecessary: async () => undefined,
    findBroker: async ({ nodeId }) => brokerOf(nodeId),
    findTopicPartitionMetadata: () => [0, 1].map((partitionId) => ({ partitionId, leader })),
  };
  return { cluster, sent, calls, disconnect: () => (connected = false) };
};

const senderOver = async (cluster: Cluster): Promise<BatchSender> => {
  const sender = new BatchSender(cluster, { number: 0, compress: async (bytes) => bytes }, 100);
  await sender.connect();
  return sender;
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Sends with fake timers that run immediately. */
const send = async (sender: BatchSender, topic: string, partition: number, count: number): Promise<void> => {
  const sending = sender.send(topic, partition, records(count));
  sending.catch(() => undefined);
  await vi.runAllTimersAsync();
  await sending;
};

describe('BatchSender', () => {
  test('numbers the records of each partition consecutively', async () => {
    const { cluster, sent } = clusterOf([]);
    const sender = await senderOver(cluster);
    await send(sender, 'a', 0, 3);
    await send(sender, 'a', 1, 5);
    await send(sender, 'b', 0, 7);
    await send(sender, 'a', 0, 1);
    await send(sender, 'a', 0, 1);
    expect(sent.map(({ topic, first }) => [topic, first])).toEqual([
      ['a', 0],
      ['a', 0],
      ['b', 0],
      ['a', 3],
      ['a', 4],
    ]);
  });

  test('sends the same numbers again to a new leader', async () => {
    const { cluster, sent, calls } = clusterOf([ok, notLeader]);
    const sender = await senderOver(cluster);
    await send(sender, 'a', 0, 2);
    await send(sender, 'a', 0, 2);
    await send(sender, 'a', 0, 2);
    expect(sent.map(({ broker, first }) => [broker, first])).toEqual([
      [1, 0],
      [1, 2],
      [2, 2],
      [2, 4],
    ]);
    expect(calls).toEqual(['connect', 'refresh']);
  });

  test('removes a closed connection and sends the same numbers again', async () => {
    const closed = failure('KafkaJSConnectionClosedError', { retriable: true, host: 'h', port: 9 });
    const { cluster, sent, calls } = clusterOf([closed]);
    await send(await senderOver(cluster), 'a', 0, 2);
    expect(sent.map(({ broker, first }) => [broker, first])).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(calls).toEqual(['connect', 'disconnect 1', 'remove h:9', 'refresh']);
  });

  test('reconnects when no broker is connected', async () => {
    const fake = clusterOf([failure('Error')]);
    const sender = await senderOver(fake.cluster);
    fake.disconnect();
    await send(sender, 'a', 0, 1);
    expect(fake.calls).toEqual(['connect', 'connect', 'refresh']);
    expect(fake.sent).toHaveLength(2);
  });

  test('rejects after the second failure, and looks up the leaders for the next send of the same numbers', async () => {
    const { cluster, sent, calls } = clusterOf([storageError, storageError]);
    const sender = await senderOver(cluster);
    await expect(send(sender, 'a', 0, 4)).rejects.toMatchObject({ type: 'KAFKA_STORAGE_ERROR', retriable: true });
    await send(sender, 'a', 0, 4);
    expect(sent.map(({ first }) => first)).toEqual([0, 0, 0]);
    expect(calls).toEqual(['connect', 'refresh', 'refresh']);
  });

  test('rejects immediately for a permanent error, and reuses the numbers', async () => {
    const { cluster, sent, calls } = clusterOf([messageTooLarge]);
    const sender = await senderOver(cluster);
    await expect(send(sender, 'a', 0, 2)).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE', retriable: false });
    await send(sender, 'a', 0, 1);
    expect(sent.map(({ first }) => first)).toEqual([0, 0]);
    expect(calls).toEqual(['connect']);
  });

  test('rejects records for a partition that the topic does not have', async () => {
    const { cluster, sent } = clusterOf([]);
    const sender = await senderOver(cluster);
    await expect(send(sender, 'a', 2, 1)).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    expect(sent).toEqual([]);
  });
});
