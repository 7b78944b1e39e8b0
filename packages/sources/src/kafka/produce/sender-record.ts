import { noEntries } from '../../record/header-entries.ts';
import type { OutgoingRecord } from '../client/kafka-client.ts';

/** A record to send. The key selects the partition; records without a key go to the partitions in turn. */
export interface SenderRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: OutgoingRecord['headers'];
  readonly timestamp?: string | undefined;
  /** The event time, instead of `timestamp`. */
  readonly time?: number | undefined;
  /** The partition for a record without a key, if the topic has that partition. */
  readonly partition?: number | undefined;
  /** A text that selects the partition instead of the key. */
  readonly partitionBy?: string | undefined;
}

/** A record with its partition, as an entry of a batch. */
export interface PlacedRecord {
  readonly topic: string;
  readonly record: OutgoingRecord;
  /** The approximate size before compression, in bytes. */
  readonly bytes: number;
}

// The length fields, offset and timestamp of a record.
const recordOverhead = 32;
// The two length fields of a header.
const headerOverhead = 8;

/** Returns the approximate size of a record before compression, in bytes. */
export const sizeOfRecord = ({ key, value, headers = noEntries }: SenderRecord): number => {
  let size = sizeOf(key) + sizeOf(value) + recordOverhead;
  for (const [name, each] of headers) size += sizeOf(name) + sizeOf(each) + headerOverhead;
  return size;
};

const sizeOf = (part: string | Uint8Array | null): number =>
  part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length;
