import type { FlowContext } from '../../delivery/flow-context.ts';
import type { FlowSource } from '../../delivery/flow-source.ts';
import type { Lane, Delivery, DerivedInfo } from '../../delivery/delivery.ts';
import { DerivedDelivery } from './derived-delivery.ts';
import { SourceDelivery, type SourceRecord } from './source-delivery.ts';
import { Ledger } from '../ledger.ts';
import { streamError } from '../../errors.ts';
import type { Snapshots } from '../../state/state-store.ts';

/** What a lane tells the flow that owns it. */
export interface LaneOwner {
  /** A delivery that is none of the source's records is on its way, too. */
  onDerived(): void;
  onSettled(bytes: number): void;
  onAbandoned(): void;
  onRejected(lane: SourceLane, sequence: number, reason: unknown, record: Delivery<unknown>): void;
}

/** A {@link Lane} with its ledger: what settles the deliveries of one assignment of one partition. */
export class SourceLane implements Lane {
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
    start: {
      readonly topic: string;
      readonly partition: number;
      readonly next: number;
      readonly epoch: number;
      readonly resumed?: boolean;
    },
    flow: { readonly source: FlowSource; readonly context: FlowContext },
    owner: LaneOwner,
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
    return new SourceDelivery(this, record, sequence);
  }

  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T> {
    if (this.state !== 'revoked') this.#owner.onDerived();
    return new DerivedDelivery(this, value, info, this.ledger.openDerived(), onSettled);
  }

  /** Enters a record into the ledger that nobody shall get. */
  refuse(record: SourceRecord<unknown>, reason: unknown): void {
    new SourceDelivery(this, record, this.#enter(record)).reject(reason);
  }

  ack(sequence: number): void {
    if (this.state === 'revoked') this.#owner.onAbandoned();
    else if (this.ledger.settle(sequence)) this.#owner.onSettled(this.ledger.bytes(sequence));
  }

  reject(sequence: number, reason: unknown, record: Delivery<unknown>): void {
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
      `Lane ${this.topic}-${this.partition} expected a safe integer offset of at least ${this.ledger.next}; got ` +
        `${String(offset)}. A source must hand out each partition in order.`,
    );
  }
}
