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

/** The part of a flow that its lanes use. */
export interface LaneFlow<T> {
  readonly source: FlowSource;
  readonly context: FlowContext;
  /** Applies the policy to a rejected record, and calls `release` of its lane when the rejection is durable. */
  readonly rejections: {
    take(lane: SettlingLane, sequence: number, reason: unknown, record: Delivery<unknown>): void;
  };
  /** False when the flow takes no more records. */
  readonly takesRecords: boolean;
  /** Counts a new record and takes its credit. */
  onRecord(bytes: number): void;
  /** Sends the delivery of a record to the subscriber. */
  emit(delivery: Delivery<T>): void;
  /** Counts a delivery that an operator derived, and takes its credit. */
  onDerived(): void;
  onSettled(bytes: number): void;
  /** Counts a delivery that was settled after its lane was revoked. */
  onAbandoned(): void;
}

/** One partition in one assignment. It hands out the records, and its ledger keeps which of them are settled. */
export class SourceLane<T = unknown> implements SettlingLane {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly source: FlowSource;
  readonly context: FlowContext;
  readonly ledger: Ledger;
  state: Lane['state'] = 'active';
  watermark = -Infinity;
  /** The offset that the source has committed; at first the offset where the lane began. */
  committed: number;
  /** True while the lane is being revoked: its deliveries may still be settled, but it takes no more records. */
  leaving = false;
  stuck = 0;
  /** True when the lane continues an earlier run, so the store should have the state of its operators. */
  readonly resumed: boolean;
  /** Offset of the newest stored snapshot of this lane. */
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

  /** False when the lane continues an earlier run and the store has no snapshot of the operator. */
  knows(operator: string): boolean {
    return !this.resumed || (this.#snapshots?.has(operator) ?? false);
  }

  restored(operator: string): unknown {
    return this.#snapshots?.get(operator);
  }

  /** Enters a record into the ledger and hands out its delivery. */
  next(record: SourceRecord<T>): void {
    if (!this.#takesRecords) return;
    const delivery = new SourceDelivery(this, record, this.#enter(record));
    if (record.time !== undefined && record.time > this.watermark) this.watermark = record.time;
    this.#flow.onRecord(record.bytes ?? 0);
    this.#flow.emit(delivery);
  }

  /** Enters a record into the ledger and rejects it without handing out its delivery. */
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
      `Lane ${this.topic}-${this.partition} expected an offset that is a safe integer of at least ` +
        `${this.ledger.next}; got ${String(offset)}. Hand out the records of a partition in order of offset.`,
    );
  }
}
