import type { FlowContext } from './flow-context.ts';
import type { FlowSource } from './flow-source.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/** One partition of one topic in one assignment epoch. It stands beside {@link Delivery}, as each names the other. */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Rises with each assignment of the partition to this process. */
  readonly epoch: number;
  readonly state: 'active' | 'idle' | 'ended' | 'revoked';
  /** Greatest event time handed out, ms since the Unix epoch; `-Infinity` before the first. */
  readonly watermark: number;
  /** The flow that the lane belongs to, to read its counts and to stop it. */
  readonly source: FlowSource;
  /** The same flow, for what operators and sinks ask of it. */
  readonly context: FlowContext;
  /** The state that `operator` had at the position where this lane began, if there is any. */
  restored(operator: string): unknown;
  /**
   * Makes a delivery that no record of the source stands for, such as the result of a window that closed. It takes
   * credit until it is settled, is rejected by the flow's policy, and stands where the lane stands now.
   *
   * @param onSettled called once when it is settled for good: acknowledged, skipped, or its dead letter written. An
   * operator that derives holds every barrier until what it derived before the barrier is settled, since the state
   * stored with the barrier no longer has it.
   */
  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T>;
}

/** What an operator says of a delivery that it makes of its state. */
export interface DerivedInfo {
  /** The same each time that the same result is made, also after a restart. */
  readonly id: string;
  readonly key: RecordKey | null;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time: number | undefined;
}

/** What is known of a record besides its value. */
export interface RecordInfo {
  /** Identity: two deliveries of one record have the same. */
  readonly id: string;
  /** What the record is partitioned by. */
  readonly key: RecordKey | null;
  /** Event time, ms since the Unix epoch, UTC; `undefined` where the source knows none. */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
  readonly position: Position;
  readonly lane: Lane;
}

/**
 * One record on its way, with the duty to settle it: the first of `ack` and `reject` counts, once.
 *
 * A subclass brings a record onto the way and settles it; `withValue` makes others that share its record and its duty.
 *
 * @example
 * ```ts
 * const first = (delivery: Delivery<number>): void =>
 *   delivery.value > 0 ? delivery.ack() : delivery.reject('not positive');
 * ```
 */
export abstract class Delivery<T> implements RecordInfo {
  declare readonly kind: 'delivery';
  readonly value: T;
  abstract readonly id: string;
  abstract readonly key: RecordKey | null;
  abstract readonly time: number | undefined;
  abstract readonly headers: RecordHeaders;
  abstract readonly position: Position;
  abstract readonly lane: Lane;

  constructor(value: T) {
    this.value = value;
  }

  /** The first delivery of the record. To keep it instead of this one lets the values made on the way go. */
  get origin(): Delivery<unknown> {
    return this;
  }

  /** Says that the effects are durable, or are held in operator state. */
  abstract ack(): void;

  /** Says that the effects will never be durable; the flow's rejection policy decides what follows. */
  abstract reject(reason: unknown): void;

  /** The same record with another value: same identity, same settlement. */
  withValue<R>(value: R): Delivery<R> {
    return new Revalued(value, this.origin);
  }
}

/** The record of `origin` with another value. */
export const revalued = <T>(value: T, origin: Delivery<unknown>): Delivery<T> => new Revalued(value, origin);

/** Makes a class that implements {@link Delivery} one of its subclasses, for `kind` and `instanceof`. */
export const inheritDelivery = ({ prototype }: { readonly prototype: Delivery<unknown> }): void =>
  void Object.setPrototypeOf(prototype, Delivery.prototype);

// Not by `extends`: V8 makes an instance of a derived class at about two thirds of the speed, and this is made for each
// record.
class Revalued<T> implements Delivery<T> {
  declare readonly kind: 'delivery';
  readonly value: T;
  readonly origin: Delivery<unknown>;

  constructor(value: T, origin: Delivery<unknown>) {
    this.value = value;
    this.origin = origin;
  }
  get id(): string {
    return this.origin.id;
  }
  get key(): RecordKey | null {
    return this.origin.key;
  }
  get time(): number | undefined {
    return this.origin.time;
  }
  get headers(): RecordHeaders {
    return this.origin.headers;
  }
  get position(): Position {
    return this.origin.position;
  }
  get lane(): Lane {
    return this.origin.lane;
  }
  ack(): void {
    this.origin.ack();
  }
  reject(reason: unknown): void {
    this.origin.reject(reason);
  }
  withValue<R>(value: R): Delivery<R> {
    return new Revalued(value, this.origin);
  }
}

// On the prototype, so that telling deliveries from barriers costs no slot in each delivery.
Object.defineProperty(Delivery.prototype, 'kind', { value: 'delivery' });
inheritDelivery(Revalued);
