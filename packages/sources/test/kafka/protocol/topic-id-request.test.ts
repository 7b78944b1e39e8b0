import { describe, expect, test } from 'vitest';
import { topicIdRequest } from '../../../src/kafka/protocol/topic-id-request.ts';

// Encodes a length as the Kafka protocol does: one more than the length, 7 bits per byte.
const text = (value: string) => [value.length + 1, ...Buffer.from(value)];
const int32 = (value: number) => [0, 0, value >> 8, value & 255];
const broker = (id: number, rack: number[]) => [...int32(id), ...text('localhost'), ...int32(9092), ...rack, 0];
const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

const answer = (topic: readonly number[], tags: readonly number[] = [0]) =>
  Buffer.from([
    ...tags,
    ...int32(250),
    3,
    ...broker(1, [0]),
    ...broker(2, text('rack')),
    ...text('cluster'),
    ...int32(1),
    2,
    ...topic,
  ]);
const read = async (bytes: Buffer) => {
  const { response } = topicIdRequest.of('quotes');
  const decoded = await response.decode(bytes);
  return { throttled: decoded.clientSideThrottleTime, ...(await response.parse(decoded)) };
};

describe('the request for a topic id', () => {
  test.each(['quotes', 'x'.repeat(126), 'x'.repeat(127), 'x'.repeat(249)])(
    'has the name of the topic, and disables its creation: %s',
    async (topic) => {
      const { buffer } = await topicIdRequest.of(topic).request.encode();
      const length = topic.length + 1;
      const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7];
      expect([...buffer]).toEqual([
        0,
        2,
        ...Array.from({ length: 16 }, () => 0),
        ...size,
        ...Buffer.from(topic),
        0,
        0,
        0,
        0,
        0,
      ]);
    },
  );

  test('reads the ids of the cluster and of the topic, in the form that Kafka prints', async () => {
    expect(await read(answer([0, 0, ...text('quotes'), ...id]))).toEqual({
      throttled: 250,
      clusterId: 'cluster',
      topicId: 'ABEiM0RVZneImaq7zN3u_w',
    });
  });

  test('skips fields that later brokers may add', async () => {
    expect(await read(answer([0, 0, ...text('quotes'), ...id], [2, 0, 2, 7, 7, 1, 1, 9]))).toMatchObject({
      clusterId: 'cluster',
      topicId: 'ABEiM0RVZneImaq7zN3u_w',
    });
  });

  test('reads no id for a topic that does not exist', async () => {
    expect(await read(answer([0, 3, ...text('quotes'), ...Buffer.alloc(16)]))).toEqual({
      throttled: 250,
      clusterId: 'cluster',
      topicId: undefined,
    });
  });

  test('rejects an incomplete response', async () => {
    await expect(read(answer([0, 0, ...text('quotes')]))).rejects.toThrow();
  });
});
