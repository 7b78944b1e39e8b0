import type { FlowContext } from './flow-context.ts';
import type { FlowSource } from './flow-source.ts';
import type { Position } from './position.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

/**
 * One partition of one topic during one assignment to this process. It is in the file of {@link Delivery} because the
 * two types refer to each other.
 */
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
  /** The part of the same flow that operators and sinks use. */
  readonly context: FlowContext;
  /** The stored state of `operator` at the position where this lane began, or `undefined`. */
  restored(operator: string): unknown;
  /**
   * Makes a delivery of a value that an operator computed, such as the result of a closed window. It takes credit until
   * it is settled, follows the flow's rejection policy, and has the current position of the lane.
   *
   * @param onSettled Called once when the delivery is acknowledged, skipped, or its dead letter is written. The
   * operator must hold every barrier until all deliveries that it derived before the barrier are settled, since the
   * state that is stored with the barrier no longer contains them.
   */
  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T>;
}

/** The identity, key and time of a delivery that an operator makes of its state. */
export interface DerivedInfo {
  /** The identity. An operator that computes the same result again, also after a restart, must give the same id. */
  readonly id: string;
  readonly key: RecordKey | null;
  /** Event time, ms since the Unix epoch, UTC. */
  readonly time: number | undefined;
}

/** The identity, key, time, headers and position of a record. */
export interface RecordInfo {
  /** Identity: all deliveries of one record have the same id. */
  readonly id: string;
  /** The key that decides the partition of the record; `null` for none. */
  readonly key: RecordKey | null;
  /** Event time, ms since the Unix epoch, UTC; `undefined` when the source gives none. */
  readonly time: number | undefined;
  readonly headers: RecordHeaders;
  readonly position: Position;
  readonly lane: Lane;
}

/**
 * One record on its way through a flow. It must be settled once, by `ack` or `reject`; later calls have no effect.
 *
 * Sources hand out instances of subclasses. `withValue` makes deliveries that share the record and its settlement.
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

  /**
   * The delivery that the source handed out. A buffer that keeps it instead of this delivery does not keep the values
   * that operators computed.
   */
  get origin(): Delivery<unknown> {
    return this;
  }

  /** Acknowledges the record: its effects are durable, or are part of operator state. */
  abstract ack(): void;

  /** Rejects the record: its effects will never be durable. The flow's rejection policy decides what happens next. */
  abstract reject(reason: unknown): void;

  /** Returns a delivery of the same record with another value. Both share identity and settlement. */
  withValue<R>(value: R): Delivery<R> {
    return new Revalued(value, this.origin);
  }
}

/** Makes a delivery of the record of `origin` with another value. */
export const revalued = <T>(value: T, origin: Delivery<unknown>): Delivery<T> => new Revalued(value, origin);

/** Makes a class that implements {@link Delivery} inherit from it at run time, for `kind` and `instanceof`. */
export const inheritDelivery = ({ prototype }: { readonly prototype: Delivery<unknown> }): void =>
  void Object.setPrototypeOf(prototype, Delivery.prototype);

// Not a subclass: one instance is made for each record, and V8 creates instances of derived classes at about two thirds
// of the speed.
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

// `kind` is on the prototype, so that it takes no memory in each delivery.
Object.defineProperty(Delivery.prototype, 'kind', { value: 'delivery' });
inheritDelivery(Revalued);
