import { deadLetter, groupByKey, run, scanByKey, settle, tapValue } from '@penstock/stream';
import type { Delivery } from '@penstock/stream';
import * as fc from 'fast-check';
import { Kafka } from 'kafkajs';
import type { KafkaMessage, Message } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { rawHeaders } from '../../src/kafka/record/raw-headers.ts';
import { deadLetterTopic, fromKafka, redrive, toKafka } from '../../src/kafka/index.ts';
import type { RawRecord } from '../../src/kafka/client/kafka-client.ts';
import { OccasionalSender } from '../../src/kafka/produce/occasional-sender.ts';
import { checkConnection } from '../../src/kafka/client/connection.ts';
import type { HeaderEntries } from '../../src/record/header-entries.ts';
import { connection, newTopic } from './cluster.ts';
import { writeRaw } from './write.ts';

/** Returns a number as the 8 bytes of Java's LongSerializer. */
const long = (n: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(n));
  return bytes;
};

interface Sent {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyArray<readonly [string, Buffer | null]>;
}

/** Reads the exact bytes of a partition's records, directly with kafkajs. */
const readRaw = async (topic: string, count: number): Promise<Sent[]> => {
  const consumer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).consumer({
    groupId: `${topic}-raw-${Math.random()}`,
    maxWaitTimeInMs: 100,
  });
  const seen: KafkaMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({ eachMessage: async ({ message }) => void (seen.push(message) === count && resolve()) });
  });
  await consumer.disconnect();
  return seen.map((message) => ({
    key: message.key,
    value: message.value,
    headers: rawHeaders(message as unknown as RawRecord),
  }));
};

/** Writes records of a partition with headers in any order, which kafkajs cannot do. */
const writeOrdered = async (topic: string, records: readonly Sent[]): Promise<void> => {
  const sender = new OccasionalSender(checkConnection(connection), {
    maxBatch: 100,
    maxBytes: 900_000,
    maxAge: 5,
    expired: 'write',
  });
  const timestamp = '1700000000000';
  await Promise.all(
    records.map(({ key, value, headers }) =>
      sender.send(topic, { key, value, headers: headers as HeaderEntries, timestamp }),
    ),
  );
};

describe('the 8-byte keys 200, 201, 202 and 200', () => {
  const messages: Message[] = [200, 201, 202, 200].map((n) => ({ key: long(n), value: String(n), partition: 0 }));

  test('are three different keys, and a copy has the same bytes', async () => {
    const [from, to] = [await newTopic(1), await newTopic(1)];
    await writeRaw(from, messages);
    const seen: Array<Delivery<unknown>> = [];
    const counts: number[] = [];
    const options = { topic: from, group: from, until: 'end', state: 'volatile' } as const;
    await run(
      fromKafka(connection, options),
      groupByKey((flow) => flow.pipe(scanByKey((count: number) => count + 1, { seed: () => 0 }))),
      tapValue((count, delivery) => void (counts.push(count), seen.push(delivery as Delivery<unknown>))),
      settle(),
    );
    expect(counts).toEqual([1, 1, 1, 2]);
    expect(seen.map(({ key }) => Buffer.from(key as Uint8Array))).toEqual([200, 201, 202, 200].map(long));
    await run(fromKafka(connection, { ...options, group: `${from}-copy` }), toKafka(connection, { topic: to }));
    expect((await readRaw(to, 4)).map(({ key }) => key)).toEqual([200, 201, 202, 200].map(long));
  });

  test('go to the same partitions as with other clients', async () => {
    const [from, to, other] = [await newTopic(1), await newTopic(7), await newTopic(7)];
    const many = Array.from({ length: 300 }, (_, n) => ({ key: long(n), value: String(n) }));
    await writeRaw(
      from,
      many.map((message) => ({ ...message, partition: 0 })),
    );
    await run(fromKafka(connection, { topic: from, group: from, until: 'end' }), toKafka(connection, { topic: to }));
    const producer = new Kafka({ brokers: [...connection.brokers], logLevel: 0 }).producer();
    await producer.connect();
    await producer.send({ topic: other, messages: many });
    await producer.disconnect();
    const placed = async (topic: string) => {
      const partitions = new Map<unknown, number>();
      await run(
        fromKafka(connection, { topic, group: topic, until: 'end' }),
        tapValue((value, { position }) => void partitions.set(value, position.partition)),
        settle(),
      );
      return partitions;
    };
    expect(await placed(to)).toEqual(await placed(other));
  });
});

describe('a record from a topic', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('a', 'b', '7', '10', '__proto__', 'constructor', 'toString', 'traceparent'),
  );
  const bytes = fc
    .oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => Buffer.from(text)),
    )
    .map((each) => Buffer.from(each));
  const headers = fc.array(fc.tuple(name, fc.oneof(bytes, bytes, fc.constant(null))), { maxLength: 6 });
  const some: Sent[] = [
    {
      key: Buffer.from([0xff]),
      value: Buffer.from([0xfe]),
      headers: [
        ['a', Buffer.from('1')],
        ['b', null],
        ['a', Buffer.from([0xc8])],
        ['7', Buffer.from('')],
        ['a', null],
      ],
    },
    { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: [] },
    { key: null, value: Buffer.from('\uFEFFx'), headers: [['', Buffer.from('no name')]] },
    {
      key: Buffer.from('tombstone'),
      value: null,
      headers: [
        ['b', null],
        ['a', Buffer.from('1')],
        ['b', Buffer.from('2')],
      ],
    },
    ...fc.sample(fc.record({ key: fc.oneof(bytes, fc.constant(null)), value: bytes, headers }), {
      numRuns: 200,
      seed: 9,
    }),
  ];

  test('has the same bytes in a copy: key, value, and headers in order', async () => {
    const [from, to] = [await newTopic(1), await newTopic(1)];
    await writeOrdered(from, some);
    expect(await readRaw(from, some.length)).toEqual(some);
    await run(
      fromKafka(connection, { topic: from, group: from, until: 'end', decode: 'bytes' }),
      toKafka(connection, { topic: to, encode: 'bytes' }),
    );
    expect(await readRaw(to, some.length)).toEqual(some);
  });

  test('has the same bytes after its dead letter was redriven', async () => {
    const [from, dead, to] = [await newTopic(1), await newTopic(1), await newTopic(1)];
    await writeOrdered(from, some);
    const onReject = deadLetter(deadLetterTopic(connection, { topic: dead }));
    const refused = fromKafka(connection, {
      topic: from,
      group: from,
      until: 'end',
      onReject,
      maxInFlight: 1,
      decode: () => {
        throw new Error('not today');
      },
      tombstones: 'reject',
    });
    expect(await run(refused, settle())).toMatchObject({ rejected: some.length });
    expect(await redrive(connection, { topic: dead, to })).toMatchObject({ sent: some.length });
    const back = (await readRaw(to, some.length)).map(({ headers: all, ...rest }) => ({
      ...rest,
      headers: all.filter(([header]) => header !== 'penstock-redriven'),
    }));
    expect(back).toEqual(some);
  });
});

describe('text that is not UTF-8', () => {
  test.each(['string', 'json'] as const)(
    "is rejected by decode '%s', and its dead letter has its bytes",
    async (decode) => {
      const [from, dead] = [await newTopic(1), await newTopic(1)];
      const value = Buffer.concat([Buffer.from('"Z'), Buffer.from([0xfc]), Buffer.from('rich"')]);
      await writeRaw(from, [
        { value, partition: 0 },
        { value: '"Zürich \uFFFD"', partition: 0 },
      ]);
      const seen: unknown[] = [];
      const flow = fromKafka(connection, {
        topic: from,
        group: from,
        until: 'end',
        decode,
        onReject: deadLetter(deadLetterTopic(connection, { topic: dead })),
      });
      expect(
        await run(
          flow,
          tapValue((text: unknown) => void seen.push(text)),
          settle(),
        ),
      ).toMatchObject({ written: 1, rejected: 1 });
      expect(seen).toEqual([decode === 'json' ? 'Zürich \uFFFD' : '"Zürich \uFFFD"']);
      expect((await readRaw(dead, 1))[0]!.value).toEqual(value);
    },
  );
});
