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

/** Who is told what became of a delivery; `token` is the teller's number with it. */
export interface Settlement {
  ack(token: number): void;
  reject(token: number, reason: unknown, record: RecordInfo): void;
}

/**
 * One record on its way, with the duty to settle it: the first of `ack` and `reject` counts, once.
 *
 * @example
 * ```ts
 * const first = (delivery: Delivery<number>): void => (delivery.value > 0 ? delivery.ack() : delivery.reject('not positive'));
 * ```
 */
export class Delivery<T> implements RecordInfo {
  declare readonly kind: 'delivery';
  readonly value: T;
  readonly #record: RecordInfo;
  readonly #settlement: Settlement;
  readonly #token: number;

  constructor(value: T, record: RecordInfo, settlement: Settlement, token: number) {
    this.value = value;
    this.#record = record;
    this.#settlement = settlement;
    this.#token = token;
  }

  get id(): string {
    return this.#record.id;
  }
  get key(): string | null {
    return this.#record.key;
  }
  get time(): number | undefined {
    return this.#record.time;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#record.headers;
  }
  get position(): Position {
    return this.#record.position;
  }
  get lane(): Lane {
    return this.#record.lane;
  }

  /** Says that the effects are durable, or are held in operator state. */
  ack(): void {
    this.#settlement.ack(this.#token);
  }

  /** Says that the effects will never be durable; the flow's rejection policy decides what follows. */
  reject(reason: unknown): void {
    this.#settlement.reject(this.#token, reason, this.#record);
  }

  /** The same record with another value: same identity, same settlement. */
  withValue<R>(value: R): Delivery<R> {
    return new Delivery(value, this.#record, this.#settlement, this.#token);
  }
}

// On the prototype, so that telling deliveries from barriers costs no slot in each delivery.
Object.defineProperty(Delivery.prototype, 'kind', { value: 'delivery' });
