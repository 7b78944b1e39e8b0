import type { Delivery } from '../../delivery/delivery.ts';
import { ForwardingDelivery } from '../../delivery/forwarding-delivery.ts';

/** The object that a child reports its settlement to. */
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
 * The children of one delivery. The parent is settled when there are no more children and all are settled. It is
 * rejected, with the first reason, if any child is.
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

  /** Makes the next child. Its id is the parent's id with `/n`. */
  add<R>(value: R): Delivery<R> {
    this.#open += 1;
    return new Child(value, this, this.#count++);
  }

  /** Reports that there are no more children. */
  complete(): void {
    this.#complete = true;
    this.#settle();
  }

  /**
   * Reports that making the children failed, so there are no more of them. The parent is then rejected.
   */
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
