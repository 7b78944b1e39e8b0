import type { Delivery } from '../delivery/delivery.ts';
import type { Receipt } from '../delivery/receipt.ts';
import type { Sink } from '../delivery/flow.ts';
import { EndSubscriber, flowEnd } from './base/end-subscriber.ts';

/**
 * A sink that writes nothing: it acknowledges each delivery and emits its receipt. Use it to end a flow whose operators
 * have done all the work.
 *
 * @example
 * ```ts
 * await run(deliver(candles), tapValue(console.log), settle());
 * ```
 */
export const settle = <T>(): Sink<T> => flowEnd((out) => new Settle(out));

class Settle<T> extends EndSubscriber<T, Receipt> {
  protected onDelivery(delivery: Delivery<T>): void {
    delivery.ack();
    this.out.next({ id: delivery.id, position: delivery.position, outcome: 'written' });
  }
}
