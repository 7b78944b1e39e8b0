import { headersOf, noEntries } from '../../record/header-entries.ts';
import type { OutgoingRecord } from '../client/kafka-client.ts';
import { recordBytes } from '../protocol/record-bytes.ts';

type Groups = Record<number, readonly OutgoingRecord[]>;
type GroupStep = (groups: Groups, record: OutgoingRecord) => Groups;
type MapStep = (record: OutgoingRecord, index: number) => unknown;

/** What kafkajs makes of a record, and puts into a batch one after another. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

const isEncoded = (made: unknown): made is Encoded =>
  Buffer.isBuffer((made as Partial<Encoded> | null | undefined)?.buf) &&
  Buffer.isBuffer((made as Partial<Encoded>).buffer);

/**
 * Records of one partition, as kafkajs takes them, that do quickly what it asks of the array.
 *
 * - It groups them by partition with a `reduce` that copies each group once a record. These are all of one partition,
 *   so the step for the first tells where all of them go.
 * - It looks for the earliest and the latest time by sorting all, as text. They are given the two.
 * - It encodes each record into a buffer of its own, in several small writes: most of the work of a send. Here the
 *   whole batch is encoded at once, and kafkajs encodes the first record alone: where both differ in a byte, it does
 *   the rest. That one is encoded without headers, as kafkajs cannot encode one that is null, and gathers them by name.
 */
export const batchMessages = (
  partition: number,
  records: readonly OutgoingRecord[],
  now: number,
): readonly OutgoingRecord[] => {
  const times = Float64Array.from(records, ({ timestamp }) => (timestamp === undefined ? now : Number(timestamp)));
  let [earliest, latest] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  const messages = [...records];
  const reduce = (step: GroupStep, start: Groups): Groups => ({ ...step(start, records[0]!), [partition]: messages });
  const map = (step: MapStep): readonly unknown[] => {
    const plain = { ...records[0]!, headers: undefined };
    const first = step({ ...plain, timestamp: String(times[0]) }, 0);
    if (typeof first === 'string') return inOrder(String(earliest), String(latest));
    if (!isEncoded(first) || !recordBytes([plain], times, earliest).equals(first.buffer))
      return records.map((record, index) => step(gathered(record), index));
    const bytes = recordBytes(records, times, earliest);
    // As long as there are records, and empty but for one: whoever goes through it sees all bytes at once.
    const all: Encoded[] = [{ buf: bytes, buffer: bytes }];
    all.length = records.length;
    return all;
  };
  return Object.assign(messages, { reduce, map });
};

/** Two times that stay in this order when kafkajs filters and sorts them. */
const inOrder = (earliest: string, latest: string): readonly string[] => {
  const times = [earliest, latest];
  return Object.assign(times, { filter: () => times, sort: () => times });
};

/** The record with its headers as kafkajs takes them. */
const gathered = (record: OutgoingRecord): OutgoingRecord => ({
  ...record,
  headers: headersOf(record.headers ?? noEntries) as never,
});
