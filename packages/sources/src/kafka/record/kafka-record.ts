import type { RecordHeaders, RecordKey, SourceRecord } from '@penstock/stream';
import { headersOf } from '../../record/header-entries.ts';
import { isTime } from '../../record/record-parts.ts';
import { textOrBytes } from '../../record/text-or-bytes.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { timeHeader } from './event-time.ts';
import { rawHeaders } from './raw-headers.ts';

/** The parts of a record besides its value, for the functions in the options of `fromKafka`. */
export interface KafkaRecordInfo {
  readonly partition: number;
  readonly offset: number;
  /** The key as text if its bytes are UTF-8, otherwise the bytes. */
  readonly key: RecordKey | null;
  /**
   * Milliseconds since the Unix epoch: from the header `penstock-time` of `toKafka` if there is one, otherwise the
   * record's timestamp.
   */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
}

/**
 * A record for a flow. Key, time and headers are decoded on first access: most pipelines use at most one of the three,
 * and decoding costs as much as handing out the record.
 */
export class KafkaRecord<T> implements SourceRecord<T>, KafkaRecordInfo {
  readonly value: T;
  readonly partition: number;
  readonly offset: number;
  readonly raw: RawRecord;
  readonly bytes: number;
  id: string | undefined = undefined;
  #key: RecordKey | null | undefined = undefined;
  #time: number | undefined = undefined;

  constructor(value: T, partition: number, offset: number, raw: RawRecord) {
    this.value = value;
    this.partition = partition;
    this.offset = offset;
    this.raw = raw;
    this.bytes = bytesOf(raw);
  }

  get key(): RecordKey | null {
    if (this.#key === undefined) this.#key = this.raw.key === null ? null : textOrBytes(this.raw.key);
    return this.#key;
  }
  set key(key: RecordKey | null) {
    this.#key = key;
  }

  get time(): number | undefined {
    if (this.#time === undefined) {
      const { timestamp, headers } = this.raw;
      const written = headers?.[timeHeader];
      this.#time = written === undefined ? timeOf(timestamp) : (timeIn(written) ?? timeOf(timestamp));
    }
    return this.#time;
  }
  set time(time: number | undefined) {
    this.#time = time;
  }

  get headers(): RecordHeaders {
    return headersOf(rawHeaders(this.raw).map(([name, value]) => [name, value && textOrBytes(value)]));
  }
}

let lastText = '';
let lastTime: number | undefined;

/**
 * Parses a timestamp. It caches the last one, because many records have the time of the record before, and comparing
 * text takes a tenth of the time of parsing a number.
 */
const timeOf = (text: string): number | undefined => {
  // -1 means no time.
  if (text !== lastText) [lastText, lastTime] = [text, text === '-1' ? undefined : Number(text)];
  return lastTime;
};

/** Returns the time in the header of `toKafka`, or undefined if the header is not a time. */
const timeIn = (header: unknown): number | undefined => {
  const last: unknown = Array.isArray(header) ? header.at(-1) : header;
  const text = Buffer.isBuffer(last) ? last.toString() : '';
  return text !== '' && isTime(Number(text)) ? Number(text) : undefined;
};

/** Returns the size of a record's key and value in bytes. */
export const bytesOf = ({ key, value }: RawRecord): number => (key?.length ?? 0) + (value?.length ?? 0);
