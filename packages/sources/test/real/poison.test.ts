import { randomBytes } from 'node:crypto';
import { deadLetter, mergeMapValue, run, settle, tapValue } from '@penstock/stream';
import type { DeadLetter, StandardSchema } from '@penstock/stream';
import { Kafka } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { deadLetterTopic, fromKafka, redrive } from '../../src/kafka/index.ts';
import { committed } from './broker.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

const large = (bytes: number) => randomBytes(bytes / 2).toString('hex');
const takes = (bytes: number) => ({ 'max.message.bytes': String(bytes) });

const priced: StandardSchema<unknown, { readonly price: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const { price } = value as { price?: unknown };
      return typeof price === 'number'
        ? { value: { price } }
        : { issues: [{ message: 'expected a number', path: ['price'] }] };
    },
  },
};

const texts = async (topic: string, group: string): Promise<string[]> => {
  const seen: string[] = [];
  const flow = fromKafka(connection, { topic, group, until: 'end', decode: 'string', tombstones: 'reject' });
  await run(
    flow,
    tapValue((value: string) => void seen.push(value)),
    settle(),
  );
  return seen;
};

describe('a record that cannot be decoded', () => {
  const bad = ['{"price":', 'null', '{"price":"1"}', '[]', Buffer.from([0xff, 0xfe]), null, Buffer.alloc(0)];
  // Every seventh record is valid, and every partition has all records.
  const messages = Array.from({ length: 2 * 7 * 30 }, (_, n) => {
    const value = Math.floor(n / 2) % 7 === 6 ? `{"price":${n}}` : bad[Math.floor(n / 14) % bad.length]!;
    return { partition: n % 2, key: `k${n}`, value };
  });
  const good = messages.flatMap(({ value }, n) => (typeof value === 'string' && value === `{"price":${n}}` ? [n] : []));

  test.each(['skip', 'deadLetter'] as const)('does not stop the other records of its partition: %s', async (policy) => {
    const topic = await newTopic(2);
    await writeRaw(topic, messages);
    const letters: DeadLetter[] = [];
    const prices: number[] = [];
    const onReject = policy === 'skip' ? 'skip' : deadLetter(async (letter) => void letters.push(letter));
    const flow = fromKafka(connection, {
      topic,
      group: topic,
      until: 'end',
      decode: priced,
      tombstones: 'reject',
      maxInFlight: 5,
      onReject,
    });
    const counts = await run(
      flow,
      tapValue(({ price }: { readonly price: number }) => void prices.push(price)),
      settle(),
    );
    expect(prices.toSorted((a, b) => a - b)).toEqual(good);
    expect(counts).toMatchObject({
      received: messages.length,
      written: good.length,
      rejected: messages.length - good.length,
    });
    if (policy === 'deadLetter') {
      expect(letters.map(({ key }) => key).toSorted()).toEqual(
        messages.flatMap(({ key }, n) => (good.includes(n) ? [] : [key])).toSorted(),
      );
    }
    expect((await committed(topic, topic)).map(({ offset }) => offset)).toEqual([
      messages.length / 2,
      messages.length / 2,
    ]);
  });
});

describe('a record of ten megabytes', () => {
  test('passes if the credit, the fetch of a partition and the whole fetch are smaller', async () => {
    const topic = await newTopic(2, takes(12_000_000));
    const sizes = [10, 11_000_000, 20, 10_000_000, 30];
    for (const size of sizes) await writeRaw(topic, [{ partition: 0, value: large(size) }]);
    await writeRaw(
      topic,
      Array.from({ length: 20 }, () => ({ partition: 1, value: large(1_000) })),
    );
    const flow = fromKafka(connection, {
      topic,
      group: topic,
      until: 'end',
      decode: 'string',
      tombstones: 'reject',
      maxInFlightBytes: 5_000,
      maxBytesPerPartition: 4_096,
    });
    let bytes = 0;
    const most = { alone: 0, together: 0 };
    let count = 0;
    const hold = mergeMapValue(async (value: string) => {
      bytes += value.length;
      count += 1;
      const which = count === 1 ? 'alone' : 'together';
      most[which] = Math.max(most[which], bytes);
      await new Promise((resolve) => setTimeout(resolve, 5));
      bytes -= value.length;
      count -= 1;
      return value;
    }, 100);
    const seen: number[] = [];
    await run(
      flow,
      hold,
      tapValue(({ length }: string) => void seen.push(length)),
      settle(),
    );
    expect(seen.filter((size) => size !== 1_000)).toEqual(sizes);
    expect(seen).toHaveLength(25);
    expect(most.alone).toBe(11_000_000);
    expect(most.together).toBeLessThanOrEqual(5_000);
    expect(await committed(topic, topic)).toMatchObject([{ offset: 5 }, { offset: 20 }]);
  });

  test('goes completely to the dead letters if it cannot be decoded, and is redriven', async () => {
    const [topic, dead] = [await newTopic(1, takes(12_000_000)), await newTopic(1, takes(12_000_000))];
    const torn = `{"text":"${large(10_000_000)}`;
    for (const value of ['"before"', torn, '"after"'])
      await writeRaw(topic, [{ key: 'k', value, headers: { own: 'header' } }]);
    const seen: unknown[] = [];
    const flow = fromKafka(connection, {
      topic,
      group: topic,
      until: 'end',
      onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
    });
    expect(
      await run(
        flow,
        tapValue((value) => void seen.push(value)),
        settle(),
      ),
    ).toMatchObject({ written: 2, rejected: 1 });
    expect(seen).toEqual(['before', 'after']);
    expect(await committed(topic, topic)).toMatchObject([{ offset: 3 }]);
    expect(await redrive(connection, { topic: dead })).toEqual({ sent: 1, passed: 0 });
    const back = await texts(topic, topic);
    expect(back).toHaveLength(1);
    expect(back[0] === torn).toBe(true);
  });

  test('stops the flow if the dead-letter topic does not accept its size, and is read again after a fix', async () => {
    const [topic, dead] = [await newTopic(1, takes(12_000_000)), await newTopic(1)];
    const torn = `{"text":"${large(10_000_000)}`;
    for (const value of ['"before"', torn, '"after"']) await writeRaw(topic, [{ value }]);
    const read = (seen: unknown[]) =>
      run(
        fromKafka(connection, {
          topic,
          group: topic,
          until: 'end',
          onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
        }),
        tapValue((value) => void seen.push(value)),
        settle(),
      );
    await expect(read([])).rejects.toMatchObject({
      code: 'PENSTOCK_DEAD_LETTER_FAILED',
      message: expect.stringContaining(topic),
      cause: {
        code: 'PENSTOCK_RECORD_REFUSED',
        retriable: false,
        message: expect.stringMatching(new RegExp(`${dead}.*max\\.message\\.bytes`)),
      },
    });
    expect(await committed(topic, topic)).toMatchObject([{ offset: 1 }]);

    const admin = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).admin();
    await admin.connect();
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: 2, name: dead, configEntries: [{ name: 'max.message.bytes', value: '12000000' }] }],
    });
    await admin.disconnect();
    const seen: unknown[] = [];
    expect(await read(seen)).toMatchObject({ rejected: 1 });
    expect(seen).toEqual(['after']);
    expect((await texts(dead, dead)).map(({ length }) => length)).toEqual([torn.length]);
    expect(await committed(topic, topic)).toMatchObject([{ offset: 3 }]);
  });
});
