import type { Lane, Position } from './flow.ts';
import type { RecordHeaders } from './record-headers.ts';
import type { RecordKey } from './record-key.ts';

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
