import type { RecordHeaders, RecordKey, SourceRecord } from '@penstock/stream';
import { headersOf } from '../../header-entries.ts';
import { textOrBytes } from '../../text-or-bytes.ts';
import type { RawRecord } from '../client/kafka-client.ts';
import { rawHeaders } from './raw-headers.ts';

/** What is known of a record besides its value, for the functions in the options of `fromKafka`. */
export interface KafkaRecordInfo {
  readonly partition: number;
  readonly offset: number;
  /** Text where its bytes are UTF-8, else the bytes. */
  readonly key: RecordKey | null;
  /** Milliseconds since the Unix epoch, as the producer or the broker has set it. */
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
      const time = timeOf(this.raw.timestamp);
      // -1 stands for none.
      if (time >= 0) this.#time = time;
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
let lastTime = NaN;

/** Many records have the time of the one before, and comparing text is a tenth of the work of reading a number. */
const timeOf = (text: string): number => {
  if (text !== lastText) [lastText, lastTime] = [text, Number(text)];
  return lastTime;
};

/** Size of a record's key and value. */
export const bytesOf = ({ key, value }: RawRecord): number => (key?.length ?? 0) + (value?.length ?? 0);
