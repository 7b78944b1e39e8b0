import type { FlowSource, Lane } from './flow.ts';
import { Delivery, type RecordInfo, type Settlement } from './delivery.ts';
import { type DerivedInfo, DerivedRecord } from './derived-record.ts';
import { Ledger } from './ledger.ts';
import { streamError } from '../errors.ts';
import type { Snapshots } from '../state/state-store.ts';

/** A record as a source hands it out. */
export interface SourceRecord<T> {
  readonly value: T;
  /** A safe integer, above every earlier one of the lane. */
  readonly offset: number;
  readonly id?: string | undefined;
  readonly key?: string | null | undefined;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Size, for `maxInFlightBytes`; default 0. */
  readonly bytes?: number | undefined;
  /** The record as it came, such as a broker's message, for a dead letter. */
  readonly raw?: unknown;
}

/** What a lane tells the flow that owns it. */
export interface LaneOwner {
  /** A delivery that is none of the source's records is on its way, too. */
  onDerived(): void;
  onSettled(bytes: number): void;
  onAbandoned(): void;
  onRejected(lane: SourceLane, sequence: number, reason: unknown, record: RecordInfo): void;
}

/** The headers of a record without any. */
export const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

class LaneRecord<T> implements RecordInfo {
  readonly lane: SourceLane;
  readonly #record: SourceRecord<T>;

  constructor(lane: SourceLane, record: SourceRecord<T>) {
    this.lane = lane;
    this.#record = record;
  }
  get id(): string {
    return this.#record.id ?? `${this.lane.topic}-${this.lane.partition}-${this.#record.offset}`;
  }
  get key(): string | null {
    return this.#record.key ?? null;
  }
  get time(): number | undefined {
    return this.#record.time;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#record.headers ?? noHeaders;
  }
  get position() {
    return { topic: this.lane.topic, partition: this.lane.partition, offset: this.#record.offset };
  }
  /** The source's own value, which a dead letter must carry whatever the operators made of it. */
  get original(): T {
    return this.#record.value;
  }
  get raw(): unknown {
    return this.#record.raw;
  }
}

/** The value of a record as the source, or the operator that derived it, made it. */
export const originalOf = (record: RecordInfo): unknown => (record instanceof LaneRecord || record instanceof DerivedRecord ? record.original : undefined);

/** The record as it came to the source, where the source kept it. */
export const rawOf = (record: RecordInfo): unknown => (record instanceof LaneRecord ? record.raw : undefined);

/** A {@link Lane} with its ledger: what settles the deliveries of one assignment of one partition. */
export class SourceLane implements Lane, Settlement {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly source: FlowSource;
  readonly ledger: Ledger;
  state: Lane['state'] = 'active';
  watermark = -Infinity;
  /** The offset that the source has committed, or where it began. */
  committed: number;
  /** It is being taken away: what it has out may still settle, and nothing more goes out. */
  leaving = false;
  /** Rejected records that stay unsettled, since the flow stops at them. */
  stuck = 0;
  /** The partition had records before this lane's first, so that operators should find their state. */
  readonly resumed: boolean;
  /** Offset of the newest snapshot that the store has of this lane. */
  savedAt: number | undefined;
  readonly #owner: LaneOwner;
  readonly #snapshots: Snapshots | undefined;
  readonly #onRelease = new Map<number, () => void>();

  constructor(
    start: { readonly topic: string; readonly partition: number; readonly next: number; readonly epoch: number; readonly resumed?: boolean },
    source: FlowSource,
    owner: LaneOwner,
    snapshots: Snapshots | undefined,
  ) {
    this.topic = start.topic;
    this.partition = start.partition;
    this.epoch = start.epoch;
    this.committed = start.next;
    this.resumed = start.resumed ?? false;
    this.source = source;
    this.ledger = new Ledger(start.next);
    this.#owner = owner;
    this.#snapshots = snapshots;
    this.savedAt = snapshots && start.next;
  }

  /** False when a snapshot of the operator should be there and is not. */
  knows(operator: string): boolean {
    return !this.resumed || (this.#snapshots?.has(operator) ?? false);
  }

  restored(operator: string): unknown {
    return this.#snapshots?.get(operator);
  }

  /** Enters a record into the ledger and makes its delivery. */
  deliver<T>(record: SourceRecord<T>): Delivery<T> {
    const sequence = this.#enter(record);
    if (record.time !== undefined && record.time > this.watermark) this.watermark = record.time;
    return new Delivery(record.value, new LaneRecord(this, record), this, sequence);
  }

  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T> {
    const record = new DerivedRecord(this, value, info, onSettled);
    this.#owner.onDerived();
    return new Delivery(value, record, record, this.ledger.openDerived());
  }

  /** Enters a record into the ledger that nobody shall get. */
  refuse(record: SourceRecord<unknown>, reason: unknown): void {
    this.reject(this.#enter(record), reason, new LaneRecord(this, record));
  }

  ack(sequence: number): void {
    if (this.state === 'revoked') this.#owner.onAbandoned();
    else if (this.ledger.settle(sequence)) this.#owner.onSettled(this.ledger.bytes(sequence));
  }

  reject(sequence: number, reason: unknown, record: RecordInfo): void {
    if (this.state === 'revoked') this.#owner.onAbandoned();
    else if (this.ledger.claim(sequence)) this.#owner.onRejected(this, sequence, reason, record);
  }

  /** A rejected record's fate is durable. */
  release(sequence: number): void {
    if (this.state !== 'revoked' && this.ledger.release(sequence)) this.#owner.onSettled(this.ledger.bytes(sequence));
    this.#onRelease.get(sequence)?.();
    this.#onRelease.delete(sequence);
  }

  /** Has `then` called once the rejected record's fate is durable. */
  onRelease(sequence: number, then: () => void): void {
    this.#onRelease.set(sequence, then);
  }

  #enter({ offset, bytes }: SourceRecord<unknown>): number {
    if (Number.isSafeInteger(offset) && offset >= this.ledger.next) return this.ledger.open(offset, bytes);
    throw streamError(
      'PENSTOCK_OFFSET_INVALID',
      `Lane ${this.topic}-${this.partition} expected a safe integer offset of at least ${this.ledger.next}; got ${String(offset)}. A source must hand out each partition in order.`,
    );
  }
}
