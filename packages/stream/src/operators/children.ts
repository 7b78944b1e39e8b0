import { Delivery, type RecordInfo, type Settlement } from '../delivery/delivery.ts';
import type { Lane, Position } from '../delivery/flow.ts';

class ChildRecord implements RecordInfo {
  readonly #parent: RecordInfo;
  readonly #index: number;

  constructor(parent: RecordInfo, index: number) {
    this.#parent = parent;
    this.#index = index;
  }
  get id(): string {
    return `${this.#parent.id}/${this.#index}`;
  }
  get key(): string | null {
    return this.#parent.key;
  }
  get time(): number | undefined {
    return this.#parent.time;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#parent.headers;
  }
  get position(): Position {
    return this.#parent.position;
  }
  get lane(): Lane {
    return this.#parent.lane;
  }
}

const none = Symbol('no reason');

/**
 * The children of one delivery: the parent settles when no more come and every child is settled,
 * rejected with the first reason if any was.
 */
export class Children<T> implements Settlement {
  readonly #parent: Delivery<T>;
  /** One entry a child: whether it is settled, so that a second call counts for nothing. */
  readonly #settled: boolean[] = [];
  #open = 0;
  #complete = false;
  #reason: unknown = none;

  constructor(parent: Delivery<T>) {
    this.#parent = parent;
  }

  /** The next child; its id is the parent's with `/n`. */
  add<R>(value: R): Delivery<R> {
    const index = this.#settled.length;
    this.#settled.push(false);
    this.#open += 1;
    return new Delivery(value, new ChildRecord(this.#parent, index), this, index);
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

  ack(index: number): void {
    if (this.#settled[index]) return;
    this.#settled[index] = true;
    this.#open -= 1;
    this.#settle();
  }

  reject(index: number, reason: unknown): void {
    if (!this.#settled[index] && this.#reason === none) this.#reason = reason;
    this.ack(index);
  }

  #settle(): void {
    if (!this.#complete || this.#open > 0) return;
    if (this.#reason === none) this.#parent.ack();
    else this.#parent.reject(this.#reason);
  }
}
