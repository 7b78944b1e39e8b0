import type { Delivery } from '../../delivery/delivery.ts';
import { ForwardingDelivery } from '../../delivery/forwarding-delivery.ts';

/** What a child reports to. */
interface Family {
  readonly parent: Delivery<unknown>;
  settled(): void;
  rejected(reason: unknown): void;
}

class Child<R> extends ForwardingDelivery<R> {
  readonly #family: Family;
  readonly #index: number;
  #settled = false;

  constructor(value: R, family: Family, index: number) {
    super(value, family.parent);
    this.#family = family;
    this.#index = index;
  }
  override get id(): string {
    return `${this.inner.id}/${this.#index}`;
  }
  override ack(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#family.settled();
  }
  override reject(reason: unknown): void {
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
