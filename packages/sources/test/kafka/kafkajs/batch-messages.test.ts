import * as fc from 'fast-check';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { entriesOf, headersOf } from '../../../src/record/header-entries.ts';
import type { OutgoingRecord, RawRecord } from '../../../src/kafka/client/kafka-client.ts';
import { rawHeaders } from '../../../src/kafka/record/raw-headers.ts';
import { batchMessages } from '../../../src/kafka/kafkajs/batch-messages.ts';

// kafkajs itself says what the bytes should be.
const kafkajs = createRequire(import.meta.url);
const group = kafkajs('kafkajs/src/producer/groupMessagesPerPartition') as (
  of: object,
) => Record<number, OutgoingRecord[]>;
const produce = kafkajs('kafkajs/src/protocol/requests/produce/v7/request') as (of: object) => {
  encode(): Promise<{ readonly buffer: Buffer }>;
};
const recordBatch = kafkajs('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(of: object): Promise<{ readonly buffer: Buffer }>;
};
const decodeBatch = kafkajs('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  of: object,
) => Promise<{ readonly records: readonly RawRecord[] }>;
const Decoder = kafkajs('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;
const encodeRecord = kafkajs('kafkajs/src/protocol/recordBatch/record/v0') as (of: object) => {
  buf: Buffer;
  buffer: Buffer;
};

const partition = 3;
/** The request that kafkajs sends for the messages. */
const requestOf = async (messages: readonly unknown[], compression = 0): Promise<Buffer> => {
  const partitioner = ({ message }: { readonly message: OutgoingRecord }) => message.partition;
  const groups = group({ topic: 't', partitionMetadata: [{}], messages, partitioner });
  const partitions = Object.entries(groups).map(([key, of]) => ({
    partition: Number(key),
    messages: of,
    firstSequence: 17,
  }));
  return (
    await produce({
      acks: -1,
      timeout: 30_000,
      producerId: 5,
      producerEpoch: 1,
      compression,
      topicData: [{ topic: 't', partitions }],
    }).encode()
  ).buffer;
};

/** Records as kafkajs takes them: headers in an object, and the times in order, which it would sort as text. */
const forKafkajs = (records: readonly OutgoingRecord[]) => {
  const messages = records.map((record) => ({ ...record, headers: headersOf(record.headers ?? []) }));
  const times = messages.map(({ timestamp }) => timestamp).filter((time) => time !== undefined);
  const sorted = times.toSorted((one, other) => Number(one) - Number(other));
  Object.assign(sorted, { filter: () => sorted, sort: () => sorted });
  const map = (step: (message: (typeof messages)[number], index: number) => unknown) =>
    step.length === 1 ? sorted : Array.prototype.map.call(messages, step as never);
  return Object.assign([...messages], { reduce: () => ({ [partition]: Object.assign(messages, { map }) }) });
};

const part = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
);
const value = fc.oneof(part, part, part, fc.constant(null));
const headers = fc
  .dictionary(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.oneof(part, fc.array(part, { minLength: 1, maxLength: 3 })),
    { maxKeys: 3 },
  )
  .map(entriesOf);
/** Up to 150 records: few that differ, again and again. */
const recordsAt = (timestamp: fc.Arbitrary<string | undefined>) => {
  const some = fc.array(
    fc.record({
      partition: fc.constant(partition),
      key: fc.oneof(part, fc.constant(null)),
      value,
      headers: fc.option(headers, { nil: undefined }),
      timestamp,
    }) as fc.Arbitrary<OutgoingRecord>,
    { minLength: 1, maxLength: 12 },
  );
  return fc
    .tuple(some, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 150 })))
    .map(([few, count]) => Array.from({ length: count }, (_, n) => few[n % few.length]!));
};

afterEach(() => void vi.useRealTimers());

describe('batchMessages', () => {
  it.each([
    [
      'of our days',
      fc
        .oneof(
          fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
          fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_100 }),
        )
        .map(String),
    ],
    ['of any length', fc.integer({ min: 0, max: 4_000_000_000_000 }).map(String)],
    ['before 1970 and after', fc.integer({ min: -4_000_000_000_000, max: 4_000_000_000_000 }).map(String)],
    [
      'given or not',
      fc.option(fc.integer({ min: 1_000_000_000_000, max: 1_800_000_000_000 }).map(String), { nil: undefined }),
    ],
    ['never given', fc.constant(undefined)],
  ])('makes the same request of records as kafkajs alone, with times %s', async (_, timestamp) => {
    vi.useFakeTimers({ now: 1_750_000_000_000, toFake: ['Date'] });
    await fc.assert(
      fc.asyncProperty(recordsAt(timestamp), fc.constantFrom(0, 1), async (records, compression) => {
        // Where only some have a time, kafkajs counts from the earliest given; the batch that it makes reads the same.
        const stamped = records.some((record) => record.timestamp !== undefined)
          ? records.map((record) => ({ ...record, timestamp: record.timestamp ?? String(Date.now()) }))
          : records;
        const expected = await requestOf(forKafkajs(stamped), compression);
        expect((await requestOf(batchMessages(partition, records, Date.now()), compression)).equals(expected)).toBe(
          true,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keeps headers byte for byte and in order: repeated names, null values, names of Object members', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('a', 'b', '7', '10', '__proto__', 'constructor', 'toString', ''),
    );
    const bytes = fc.uint8Array({ maxLength: 12 }).map((each) => Buffer.from(each));
    const entries = fc.array(fc.tuple(name, fc.oneof(bytes, bytes, fc.constant(null))), { maxLength: 8 });
    const key = fc.oneof(bytes, fc.constant(null));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key, value: bytes, headers: entries }), { minLength: 1, maxLength: 5 }),
        async (given) => {
          const records = given.map((record): OutgoingRecord => ({ ...record, partition, timestamp: '1700000000000' }));
          const encoded = batchMessages(partition, records, 0).map((message, offsetDelta) =>
            encodeRecord({ ...message, offsetDelta, timestampDelta: 0 }),
          );
          const { buffer } = await recordBatch.RecordBatch({
            records: encoded,
            firstTimestamp: '1700000000000',
            maxTimestamp: '1700000000000',
            lastOffsetDelta: records.length - 1,
          });
          const read = (await decodeBatch(new Decoder(buffer))).records;
          expect(read.map((record) => ({ key: record.key, value: record.value, headers: rawHeaders(record) }))).toEqual(
            given,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('makes the same of many and of large records', async () => {
    const many = Array.from({ length: 20_000 }, (_, n): OutgoingRecord => ({
      partition,
      key: String(n % 7),
      value: 'é'.repeat(n % 4_000 === 0 ? 2_000_000 : n % 90),
      timestamp: String(1_700_000_000_000 + (n % 2 ? n * 7_000_000 : n)),
    }));
    expect((await requestOf(batchMessages(partition, many, 0))).equals(await requestOf(forKafkajs(many)))).toBe(true);
  });

  const records = Array.from({ length: 100 }, (_, n): OutgoingRecord => ({
    partition,
    key: `k${n}`,
    value: 'v'.repeat(n),
    timestamp: '1700000000000',
  }));

  it('has kafkajs encode one record of many', () => {
    const step = vi.fn((record: OutgoingRecord, offsetDelta: number) =>
      encodeRecord({ ...record, offsetDelta, timestampDelta: 0 }),
    );
    batchMessages(partition, records, 0).map(step);
    expect(step).toHaveBeenCalledTimes(1);
  });

  it('leaves all to kafkajs if it encodes the first otherwise', () => {
    const step = vi.fn((record: OutgoingRecord, offsetDelta: number) =>
      encodeRecord({ ...record, offsetDelta, timestampDelta: 1 }),
    );
    const encoded = batchMessages(partition, records, 0).map(step);
    expect(encoded.map(({ buffer }) => buffer.toString())).toEqual(
      records.map((record, offsetDelta) =>
        encodeRecord({ ...record, offsetDelta, timestampDelta: 1 }).buffer.toString(),
      ),
    );
  });
});
