import * as fc from 'fast-check';
import { createRequire } from 'node:module';
import { gzipSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { entriesOf, headersOf } from '../../../src/record/header-entries.ts';
import type { OutgoingRecord, RawRecord } from '../../../src/kafka/client/kafka-client.ts';
import { produceRequest } from '../../../src/kafka/protocol/produce-request.ts';
import { recordBatch } from '../../../src/kafka/protocol/record-batch.ts';
import type { BatchCodec } from '../../../src/kafka/protocol/record-batch.ts';
import { rawHeaders } from '../../../src/kafka/record/raw-headers.ts';

// The expected bytes come from kafkajs's own encoder and decoder.
const kafkajs = createRequire(import.meta.url);
const produce = kafkajs('kafkajs/src/protocol/requests/produce/v7/request') as (of: object) => {
  encode(): Promise<{ readonly buffer: Buffer }>;
};
const decodeBatch = kafkajs('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  of: object,
) => Promise<{ readonly records: readonly RawRecord[] }>;
const Decoder = kafkajs('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => object;

const partition = 3;
const now = 1_750_000_000_000;
const sequence = { producerId: 2n ** 40n + 5n, producerEpoch: 1, first: 17 };
const codecs: readonly BatchCodec[] = [
  { number: 0, compress: () => Promise.reject(new Error('Nothing to compress.')) },
  { number: 1, compress: async (records) => gzipSync(records) },
];

const ours = async (records: readonly OutgoingRecord[], codec = codecs[0]!): Promise<Buffer> => {
  const batch = await recordBatch(records, codec, sequence, now);
  return (await produceRequest('t', partition, batch).request.encode()).buffer;
};

const ofKafkajs = async (records: readonly OutgoingRecord[], compression = 0): Promise<Buffer> => {
  const request = produce({
    acks: -1,
    timeout: 30_000,
    producerId: String(sequence.producerId),
    producerEpoch: sequence.producerEpoch,
    compression,
    topicData: [
      { topic: 't', partitions: [{ partition, messages: forKafkajs(records), firstSequence: sequence.first }] },
    ],
  });
  return (await request.encode()).buffer;
};

/**
 * Converts records to kafkajs's form: headers in an object, and times in order, because kafkajs would sort them as
 * text.
 */
const forKafkajs = (records: readonly OutgoingRecord[]) => {
  const messages = records.map((record) => ({ ...record, headers: headersOf(record.headers ?? []) }));
  const times = messages.map(({ timestamp }) => timestamp).filter((time) => time !== undefined);
  const sorted = times.toSorted((one, other) => Number(one) - Number(other));
  Object.assign(sorted, { filter: () => sorted, sort: () => sorted });
  const map = (step: (message: (typeof messages)[number], index: number) => unknown) =>
    step.length === 1 ? sorted : Array.prototype.map.call(messages, step as never);
  return Object.assign(messages, { map });
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
/** Up to 150 records, made by repeating a few different ones. */
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

describe('a Produce request', () => {
  test.each([
    [
      'of this century',
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
  ])("has the same bytes as kafkajs's request, with times %s", async (_, timestamp) => {
    await fc.assert(
      fc.asyncProperty(recordsAt(timestamp), fc.constantFrom(...codecs), async (records, codec) => {
        // Without a time kafkajs uses the current time, which is passed here.
        const stamped = records.map((record) => ({ ...record, timestamp: record.timestamp ?? String(now) }));
        expect((await ours(records, codec)).equals(await ofKafkajs(stamped, codec.number))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('keeps headers byte for byte and in order: repeated names, null values, names of Object members', async () => {
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
          const batch = await recordBatch(records, codecs[0]!, sequence, now);
          const read = (await decodeBatch(new Decoder(batch))).records;
          expect(read.map((record) => ({ key: record.key, value: record.value, headers: rawHeaders(record) }))).toEqual(
            given,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has the same bytes as kafkajs's request for many and for large records", async () => {
    const many = Array.from({ length: 20_000 }, (_, n): OutgoingRecord => ({
      partition,
      key: String(n % 7),
      value: 'é'.repeat(n % 4_000 === 0 ? 2_000_000 : n % 90),
      timestamp: String(1_700_000_000_000 + (n % 2 ? n * 7_000_000 : n)),
    }));
    expect((await ours(many)).equals(await ofKafkajs(many))).toBe(true);
  });

  test('has compressed records after an uncompressed header', async () => {
    const records = Array.from({ length: 50 }, (): OutgoingRecord => ({ partition, key: null, value: 'again' }));
    const [plain, packed] = await Promise.all(codecs.map((codec) => recordBatch(records, codec, sequence, now)));
    const header = 61;
    expect(gunzipSync(packed!.subarray(header)).equals(plain!.subarray(header))).toBe(true);
  });
});

describe('the response to a Produce request', () => {
  const answer = (topic: string, errorCode: number, throttled: number): Buffer => {
    const bytes = Buffer.alloc(44 + topic.length);
    let at = bytes.writeInt32BE(1, 0);
    at = bytes.writeInt16BE(topic.length, at);
    at += bytes.write(topic, at);
    at = bytes.writeInt32BE(1, at);
    at = bytes.writeInt32BE(partition, at);
    at = bytes.writeInt16BE(errorCode, at);
    for (const offset of [9n, -1n, 0n]) at = bytes.writeBigInt64BE(offset, at);
    bytes.writeInt32BE(throttled, at);
    return bytes;
  };

  test.each([0, -1, 3, 6, 87])('has the error %i and the time to wait', async (errorCode) => {
    const { response } = produceRequest('quotes', partition, Buffer.alloc(0));
    const decoded = await response.decode(answer('quotes', errorCode, 250));
    expect(decoded.clientSideThrottleTime).toBe(250);
    expect(await response.parse(decoded)).toBe(errorCode);
  });

  test('is rejected when it is incomplete', async () => {
    const { response } = produceRequest('quotes', partition, Buffer.alloc(0));
    await expect(response.decode(answer('quotes', 0, 0).subarray(0, 12))).rejects.toThrow(RangeError);
  });
});
