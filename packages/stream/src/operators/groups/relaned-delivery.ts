import type { Delivery, Lane } from '../../delivery/delivery.ts';
import { ForwardingDelivery } from '../../delivery/forwarding-delivery.ts';

/** A delivery with another lane. Identity and settlement stay the same. */
export class RelanedDelivery<T> extends ForwardingDelivery<T> {
  readonly #lane: Lane;

  constructor(delivery: Delivery<T>, lane: Lane) {
    super(delivery.value, delivery);
    this.#lane = lane;
  }
  override get lane(): Lane {
    return this.#lane;
  }
}
