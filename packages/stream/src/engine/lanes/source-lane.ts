import type { Delivery, DerivedInfo, Lane } from '../../delivery/delivery.ts';
import type { FlowContext } from '../../delivery/flow-context.ts';
import type { FlowSource } from '../../delivery/flow-source.ts';
import type { SourceRecord } from '../../delivery/source-record.ts';
import { streamError } from '../../errors.ts';
import type { Snapshots } from '../../state/state-store.ts';
import { Ledger } from '../ledger.ts';
import { DerivedDelivery } from './derived-delivery.ts';
import type { SettlingLane } from './settling-lane.ts';
import { SourceDelivery } from './source-delivery.ts';

/** What a lane needs of the flow that it belongs to. */
export interface LaneFlow<T> {
  readonly source: FlowSource;
  readonly context: FlowContext;
  /** Carries out the policy on a rejected record, and calls `release` of its lane once the rejection is durable. */
  readonly rejections: {
    take(lane: SettlingLane, sequence: number, reason: unknown, record: Delivery<unknown>): void;
  };
  /** False once the flow takes no more records. */
  readonly takesRecords: boolean;
  /** A record was entered, and takes credit. */
  onRecord(bytes: number): void;
  /** The delivery of a record goes to the subscriber. */
  emit(delivery: Delivery<T>): void;
  /** A delivery was made that is none of the source's records; it takes credit as well. */
  onDerived(): void;
  onSettled(bytes: number): void;
  /** A delivery was settled after its lane had been revoked. */
  onAbandoned(): void;
}

/** One partition in one assignment: hands out its records, and settles their deliveries in its ledger. */
export class SourceLane<T = unknown> implements SettlingLane {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly source: FlowSource;
  readonly context: FlowContext;
  readonly ledger: Ledger;
  state: Lane['state'] = 'active';
  watermark = -Infinity;
  /** The offset that the source has committed, or where it began. */
  committed: number;
  /** It is being taken away: what it has out may still settle, and nothing more goes out. */
  leaving = false;
  stuck = 0;
  /** The partition had records before this lane's first, so that operators should find their state. */
  readonly resumed: boolean;
  /** Offset of the newest snapshot that the store has of this lane. */
  savedAt: number | undefined;
  readonly #flow: LaneFlow<T>;
  readonly #snapshots: Snapshots | undefined;
  readonly #onRelease = new Map<number, () => void>();

  constructor(
    start: {
      readonly topic: string;
      readonly partition: number;
      readonly next: number;
      readonly epoch: number;
      readonly resumed?: boolean;
    },
    flow: LaneFlow<T>,
    snapshots: Snapshots | undefined,
  ) {
    this.topic = start.topic;
    this.partition = start.partition;
    this.epoch = start.epoch;
    this.committed = start.next;
    this.resumed = start.resumed ?? false;
    this.source = flow.source;
    this.context = flow.context;
    this.ledger = new Ledger(start.next);
    this.#flow = flow;
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

  /** Enters a record into the ledger and hands its delivery out. */
  next(record: SourceRecord<T>): void {
    if (!this.#takesRecords) return;
    const delivery = new SourceDelivery(this, record, this.#enter(record));
    if (record.time !== undefined && record.time > this.watermark) this.watermark = record.time;
    this.#flow.onRecord(record.bytes ?? 0);
    this.#flow.emit(delivery);
  }

  /** Enters a record into the ledger and rejects it, without handing its delivery out. */
  reject(record: SourceRecord<unknown>, reason: unknown): void {
    if (!this.#takesRecords) return;
    const delivery = new SourceDelivery(this, record, this.#enter(record));
    this.#flow.onRecord(record.bytes ?? 0);
    delivery.reject(reason);
  }

  skipTo(offset: number): void {
    if (this.#takesRecords) this.ledger.skipTo(offset);
  }

  setIdle(idle: boolean): void {
    if (this.state === 'active' || this.state === 'idle') this.state = idle ? 'idle' : 'active';
  }

  derive<R>(value: R, info: DerivedInfo, onSettled: () => void): Delivery<R> {
    if (this.state !== 'revoked') this.#flow.onDerived();
    const sequence = this.ledger.openDerived();
    return new DerivedDelivery(this, value, info, this.ledger.next, sequence, onSettled);
  }

  onAck(sequence: number): void {
    if (this.state === 'revoked') this.#flow.onAbandoned();
    else if (this.ledger.settle(sequence)) this.#flow.onSettled(this.ledger.bytes(sequence));
  }

  onReject(sequence: number, reason: unknown, record: Delivery<unknown>): void {
    if (this.state === 'revoked') this.#flow.onAbandoned();
    else if (this.ledger.claim(sequence)) this.#flow.rejections.take(this, sequence, reason, record);
  }

  release(sequence: number): void {
    if (this.state !== 'revoked' && this.ledger.release(sequence)) this.#flow.onSettled(this.ledger.bytes(sequence));
    this.#onRelease.get(sequence)?.();
    this.#onRelease.delete(sequence);
  }

  onRelease(sequence: number, then: () => void): void {
    this.#onRelease.set(sequence, then);
  }

  get #takesRecords(): boolean {
    return this.state !== 'revoked' && !this.leaving && this.#flow.takesRecords;
  }

  #enter({ offset, bytes }: SourceRecord<unknown>): number {
    if (Number.isSafeInteger(offset) && offset >= this.ledger.next) return this.ledger.open(offset, bytes);
    throw streamError(
      'PENSTOCK_OFFSET_INVALID',
      `Lane ${this.topic}-${this.partition} expected a safe integer offset of at least ${this.ledger.next}; got ` +
        `${String(offset)}. A source must hand out each partition in order.`,
    );
  }
}
