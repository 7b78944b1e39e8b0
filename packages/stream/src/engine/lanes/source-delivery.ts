import { inheritDelivery, revalued } from '../../delivery/delivery.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { Position } from '../../delivery/position.ts';
import type { SettlingLane } from './settling-lane.ts';
import type { RecordHeaders } from '../../delivery/record-headers.ts';
import type { RecordKey } from '../../delivery/record-key.ts';
import type { SourceRecord } from '../../delivery/source-record.ts';

/** The headers of a record without any. */
export const noHeaders: RecordHeaders = Object.freeze({});

/**
 * A record of the source, with its sequence number in the ledger of its lane.
 *
 * There is one for each record in flight, and they take most of a flow's memory. So it does not keep the source's
 * object when that object has only a value and an offset.
 */
export class SourceDelivery<T> implements Delivery<T> {
  declare readonly kind: 'delivery';
  readonly value: T;
  readonly lane: SettlingLane;
  readonly #offset: number;
  readonly #sequence: number;
  readonly #details: SourceRecord<T> | undefined;

  constructor(lane: SettlingLane, record: SourceRecord<T>, sequence: number) {
    this.value = record.value;
    this.lane = lane;
    this.#offset = record.offset;
    this.#sequence = sequence;
    this.#details = isBare(record) ? undefined : record;
  }
  get origin(): Delivery<unknown> {
    return this;
  }
  get id(): string {
    return this.#details?.id ?? `${this.lane.topic}-${this.lane.partition}-${this.#offset}`;
  }
  get key(): RecordKey | null {
    return this.#details?.key ?? null;
  }
  get time(): number | undefined {
    return this.#details?.time;
  }
  get headers(): RecordHeaders {
    return this.#details?.headers ?? noHeaders;
  }
  get position(): Position {
    return { topic: this.lane.topic, partition: this.lane.partition, offset: this.#offset };
  }
  /** The undecoded record, when the source keeps it. */
  get raw(): unknown {
    return this.#details?.raw;
  }
  ack(): void {
    this.lane.onAck(this.#sequence);
  }
  reject(reason: unknown): void {
    this.lane.onReject(this.#sequence, reason, this);
  }
  withValue<R>(value: R): Delivery<R> {
    return revalued(value, this);
  }
}

inheritDelivery(SourceDelivery);

// Not destructured: the source may decode a field only when it is read, and for most records the first field decides.
const isBare = (record: SourceRecord<unknown>): boolean =>
  record.id === undefined &&
  record.raw === undefined &&
  record.time === undefined &&
  record.key === undefined &&
  record.headers === undefined;
