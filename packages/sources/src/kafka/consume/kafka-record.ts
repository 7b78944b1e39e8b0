import type { SourceRecord } from '@penstock/stream';
import type { RawRecord } from '../client/kafka-client.ts';

/** What is known of a record besides its value, for the functions in the options of `fromKafka`. */
export interface KafkaRecordInfo {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** Milliseconds since the Unix epoch, as the producer or the broker has set it. */
  readonly time: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
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
  #key: string | null | undefined = undefined;
  #time: number | undefined = undefined;

  constructor(value: T, partition: number, offset: number, raw: RawRecord) {
    this.value = value;
    this.partition = partition;
    this.offset = offset;
    this.raw = raw;
    this.bytes = bytesOf(raw);
  }

  get key(): string | null {
    if (this.#key === undefined) this.#key = this.raw.key === null ? null : this.raw.key.toString();
    return this.#key;
  }
  set key(key: string | null) {
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

  get headers(): Readonly<Record<string, string>> {
    const headers = Object.create(null) as Record<string, string>;
    for (const [name, value] of Object.entries(this.raw.headers ?? {})) {
      // Of headers that came more than once the last holds, as in Kafka's own `lastHeader`.
      const last = Array.isArray(value) ? (value as ReadonlyArray<Buffer | string>).at(-1) : (value as Buffer | string | undefined);
      if (last !== undefined && last !== null) headers[name] = last.toString();
    }
    return headers;
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
