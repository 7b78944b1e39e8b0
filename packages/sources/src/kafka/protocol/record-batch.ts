import type { OutgoingRecord } from '../client/kafka-client.ts';
import { crc32c } from './crc32c.ts';
import { recordBytes } from './record-bytes.ts';

/** Identifies a batch of an idempotent producer, so that the broker detects a duplicate. */
export interface BatchSequence {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** The sequence number of the batch's first record among the producer's records for the partition. */
  readonly first: number;
}

/** Returns the sequence number of the first record after a batch. Numbers have 31 bits and wrap around to 0. */
export const sequenceAfter = (first: number, count: number): number => (first + count) % 2 ** 31;

/** The compression of a batch; `number` is the codec's number in the Kafka protocol, 0 for none. */
export interface BatchCodec {
  readonly number: number;
  compress(records: Buffer): Promise<Buffer>;
}

const magic = 2;
// The byte offsets of the fields of a batch.
const [lengthAt, epochAt, magicAt, crcAt, attributesAt, lastOffsetAt, firstTimeAt, lastTimeAt] = [
  8, 12, 16, 17, 21, 23, 27, 35,
];
const [producerAt, producerEpochAt, sequenceAt, countAt, recordsAt] = [43, 51, 53, 57, 61];

/**
 * Encodes records as a record batch of Kafka's log. Records without a time get `now`, in milliseconds since the Unix
 * epoch.
 *
 * Format: https://kafka.apache.org/documentation/#recordbatch
 */
export const recordBatch = async (
  records: readonly OutgoingRecord[],
  codec: BatchCodec,
  { producerId, producerEpoch, first }: BatchSequence,
  now: number,
): Promise<Buffer> => {
  const times = Float64Array.from(records, ({ timestamp }) => (timestamp === undefined ? now : Number(timestamp)));
  let [earliest, latest] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  const plain = recordBytes(records, times, earliest);
  const body = codec.number === 0 ? plain : await codec.compress(plain);
  const batch = Buffer.allocUnsafe(recordsAt + body.length);
  // The broker sets the offsets and the leader's epoch.
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - epochAt, lengthAt);
  batch.writeInt32BE(0, epochAt);
  batch[magicAt] = magic;
  batch.writeInt16BE(codec.number, attributesAt);
  batch.writeInt32BE(records.length - 1, lastOffsetAt);
  batch.writeBigInt64BE(BigInt(earliest), firstTimeAt);
  batch.writeBigInt64BE(BigInt(latest), lastTimeAt);
  batch.writeBigInt64BE(producerId, producerAt);
  batch.writeInt16BE(producerEpoch, producerEpochAt);
  batch.writeInt32BE(first, sequenceAt);
  batch.writeInt32BE(records.length, countAt);
  body.copy(batch, recordsAt);
  batch.writeUInt32BE(crc32c(batch, attributesAt), crcAt);
  return batch;
};
