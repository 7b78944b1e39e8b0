import { Delivery, type Lane } from '../../delivery/delivery.ts';
import type { Position } from '../../delivery/position.ts';
import type { RecordHeaders } from '../../delivery/record-headers.ts';
import type { RecordKey } from '../../delivery/record-key.ts';

/** What a child tells of itself. */
interface Family {
  readonly parent: Delivery<unknown>;
  settled(): void;
  rejected(reason: unknown): void;
}

class Child<R> extends Delivery<R> {
  readonly #family: Family;
  readonly #index: number;
  #settled = false;

  constructor(value: R, family: Family, index: number) {
    super(value);
    this.#family = family;
    this.#index = index;
  }
  get id(): string {
    return `${this.#family.parent.id}/${this.#index}`;
  }
  get key(): RecordKey | null {
    return this.#family.parent.key;
  }
  get time(): number | undefined {
    return this.#family.parent.time;
  }
  get headers(): RecordHeaders {
    return this.#family.parent.headers;
  }
  get position(): Position {
    return this.#family.parent.position;
  }
  get lane(): Lane {
    return this.#family.parent.lane;
  }
  ack(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#family.settled();
  }
  reject(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#family.rejected(reason);
  }
}

const none = Symbol('no reason');

/**
 * The children of one delivery: the parent settles when no more come and every child is settled,
 * rejected with the first reason if any was.
 */
export class Children implements Family {
  readonly parent: Delivery<unknown>;
  #count = 0;
  #open = 0;
  #complete = false;
  #reason: unknown = none;

  constructor(parent: Delivery<unknown>) {
    this.parent = parent;
  }

  /** The next child; its id is the parent's with `/n`. */
  add<R>(value: R): Delivery<R> {
    this.#open += 1;
    return new Child(value, this, this.#count++);
  }

  /** No more children come. */
  complete(): void {
    this.#complete = true;
    this.#settle();
  }

  /** No more children come, since making them failed. */
  fail(reason: unknown): void {
    if (this.#reason === none) this.#reason = reason;
    this.complete();
  }

  settled(): void {
    this.#open -= 1;
    this.#settle();
  }

  rejected(reason: unknown): void {
    if (this.#reason === none) this.#reason = reason;
    this.settled();
  }

  #settle(): void {
    if (!this.#complete || this.#open > 0) return;
    if (this.#reason === none) this.parent.ack();
    else this.parent.reject(this.#reason);
  }
}
