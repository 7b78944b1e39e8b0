import { noEntries } from '../../record/header-entries.ts';
import type { OutgoingRecord } from '../client/kafka-client.ts';

/** A record to send; the partition follows from the key, or is chosen in turn. */
export interface SenderRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: OutgoingRecord['headers'];
  readonly timestamp?: string | undefined;
  /** Event time, in the place of `timestamp`. */
  readonly time?: number | undefined;
  /** Where it should go if it has no key and the topic has that partition. */
  readonly partition?: number | undefined;
  /** What chooses the partition in the place of the key. */
  readonly partitionBy?: string | undefined;
}

/** A record with its partition, as a batch gathers it. */
export interface PlacedRecord {
  readonly topic: string;
  readonly record: OutgoingRecord;
  /** Size before compression, about. */
  readonly bytes: number;
}

// Length fields, offsets and timestamps of one record.
const recordOverhead = 32;
// The two length fields of a header.
const headerOverhead = 8;

/** Size of a record before compression, about. */
export const sizeOfRecord = ({ key, value, headers = noEntries }: SenderRecord): number => {
  let size = sizeOf(key) + sizeOf(value) + recordOverhead;
  for (const [name, each] of headers) size += sizeOf(name) + sizeOf(each) + headerOverhead;
  return size;
};

const sizeOf = (part: string | Uint8Array | null): number =>
  part === null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length;
