import type { RecordHeaders, RecordKey, SourceRecord } from '@penstock/stream';
import { headersOf } from '../../record/header-entries.ts';
import { isTime } from '../../record/record-parts.ts';
import { textOrBytes } from '../../record/text-or-bytes.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { timeHeader } from './event-time.ts';
import { rawHeaders } from './raw-headers.ts';

/** What is known of a record besides its value, for the functions in the options of `fromKafka`. */
export interface KafkaRecordInfo {
  readonly partition: number;
  readonly offset: number;
  /** Text where its bytes are UTF-8, else the bytes. */
  readonly key: RecordKey | null;
  /**
   * Milliseconds since the Unix epoch: the header `penstock-time` where `toKafka` has written one, else the record's
   * timestamp.
   */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
}

/**
 * A record on its way into a flow. Key, time and headers are decoded only where somebody looks: most pipelines look
 * at one of the three at most, and decoding costs as much as handing out.
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

/** Many records have the time of the one before, and comparing text is a tenth of the work of reading a number. */
const timeOf = (text: string): number | undefined => {
  // -1 means none.
  if (text !== lastText) [lastText, lastTime] = [text, text === '-1' ? undefined : Number(text)];
  return lastTime;
};

/** The time in the header that `toKafka` writes; `undefined` where it holds something else. */
const timeIn = (header: unknown): number | undefined => {
  const last: unknown = Array.isArray(header) ? header.at(-1) : header;
  const text = Buffer.isBuffer(last) ? last.toString() : '';
  return text !== '' && isTime(Number(text)) ? Number(text) : undefined;
};

/** Size of a record's key and value. */
export const bytesOf = ({ key, value }: RawRecord): number => (key?.length ?? 0) + (value?.length ?? 0);
