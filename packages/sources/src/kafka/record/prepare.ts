import type { RecordKey } from '@penstock/stream';
import { toRecordId, toRecordKey, toRecordTime } from '@penstock/stream/internal';
import { sourcesError } from '../../errors.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import type { Decoder } from './decode.ts';
import { KafkaRecord } from './kafka-record.ts';
import type { KafkaRecordInfo } from './kafka-record.ts';

/** What to do with a record whose value is null: `'pass'` passes it on, `'reject'` rejects it, `'drop'` skips it. */
export type Tombstones = 'pass' | 'reject' | 'drop';

/** Options of {@link preparerOf}. */
export interface PrepareOptions<T> {
  readonly decoder: Decoder;
  readonly tombstones: Tombstones;
  readonly id: ((value: T, record: KafkaRecordInfo) => string) | undefined;
  readonly key: ((value: T, record: KafkaRecordInfo) => RecordKey | null) | undefined;
  readonly time: ((value: T, record: KafkaRecordInfo) => number) | undefined;
}

/** A record to reject, with the reason. */
export class Refusal {
  readonly record: KafkaRecord<unknown>;
  readonly reason: unknown;

  constructor(record: KafkaRecord<unknown>, reason: unknown) {
    this.record = record;
    this.reason = reason;
  }
}

/** Decodes a record. Returns the record to hand out, a {@link Refusal} to reject it, or undefined to skip it. */
export type Prepare<T> = (partition: number, offset: number, raw: RawRecord) => Prepared<T> | Promise<Prepared<T>>;

type Prepared<T> = KafkaRecord<T> | Refusal | undefined;

export const preparerOf = <T>({ decoder, tombstones, id, key, time }: PrepareOptions<T>): Prepare<T> => {
  const asIs = !id && !key && !time;
  const make = (value: T, partition: number, offset: number, raw: RawRecord): Prepared<T> => {
    const record = new KafkaRecord(value, partition, offset, raw);
    if (asIs) return record;
    try {
      if (id) record.id = toRecordId(id(value, record));
      if (key) record.key = toRecordKey(key(value, record));
      if (time) record.time = toRecordTime(time(value, record));
      return record;
    } catch (error) {
      return refuse(partition, offset, raw, error);
    }
  };
  // The value of a dead letter is a copy of the bytes, because they are a slice of a buffer that should not stay in
  // memory.
  const refuse = (partition: number, offset: number, raw: RawRecord, reason: unknown) =>
    new Refusal(new KafkaRecord<unknown>(raw.value && Uint8Array.from(raw.value), partition, offset, raw), reason);
  return (partition, offset, raw) => {
    if (raw.value === null) {
      if (tombstones === 'drop') return undefined;
      if (tombstones === 'pass') return make(null as T, partition, offset, raw);
      return refuse(
        partition,
        offset,
        raw,
        sourcesError(
          'PENSTOCK_UNDECODABLE',
          "Expected a value; got none, which is a tombstone. Set tombstones to 'pass' or 'drop' if the topic has them.",
        ),
      );
    }
    try {
      const value = decoder(raw.value);
      if (!(value instanceof Promise)) return make(value as T, partition, offset, raw);
      return value.then(
        (later: unknown) => make(later as T, partition, offset, raw),
        (reason: unknown) => refuse(partition, offset, raw, reason),
      );
    } catch (error) {
      return refuse(partition, offset, raw, error);
    }
  };
};
