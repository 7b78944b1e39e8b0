import type { Lane, Position } from './flow.ts';

/** What is known of a record besides its value. */
export interface RecordInfo {
  /** Identity: two deliveries of one record have the same. */
  readonly id: string;
  /** What the record is partitioned by. */
  readonly key: string | null;
  /** Event time, ms since the Unix epoch, UTC; `undefined` where the source knows none. */
  readonly time: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly position: Position;
  readonly lane: Lane;
}

/**
 * A record with the duty to settle it, which every delivery made of it by `withValue` shares: the first of `ack`
 * and `reject` counts, once.
 */
export interface Origin extends RecordInfo {
  ack(): void;
  reject(reason: unknown): void;
}

/**
 * One record on its way, with the duty to settle it: the first of `ack` and `reject` counts, once.
 *
 * @example
 * ```ts
 * const first = (delivery: Delivery<number>): void => (delivery.value > 0 ? delivery.ack() : delivery.reject('not positive'));
 * ```
 */
export class Delivery<T> implements Origin {
  declare readonly kind: 'delivery';
  readonly value: T;
  /** Its record and the duty to settle it, without the value: all that need be kept by an operator that gathers many. */
  readonly origin: Origin;

  constructor(value: T, origin: Origin) {
    this.value = value;
    this.origin = origin;
  }

  get id(): string {
    return this.origin.id;
  }
  get key(): string | null {
    return this.origin.key;
  }
  get time(): number | undefined {
    return this.origin.time;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.origin.headers;
  }
  get position(): Position {
    return this.origin.position;
  }
  get lane(): Lane {
    return this.origin.lane;
  }

  /** Says that the effects are durable, or are held in operator state. */
  ack(): void {
    this.origin.ack();
  }

  /** Says that the effects will never be durable; the flow's rejection policy decides what follows. */
  reject(reason: unknown): void {
    this.origin.reject(reason);
  }

  /** The same record with another value: same identity, same settlement. */
  withValue<R>(value: R): Delivery<R> {
    return new Delivery(value, this.origin);
  }
}

// On the prototype, so that telling deliveries from barriers costs no slot in each delivery.
Object.defineProperty(Delivery.prototype, 'kind', { value: 'delivery' });
