import type { Observable } from 'rxjs';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import { EndSubscriber, flowEnd } from './base/end-subscriber.ts';

/**
 * Turns a flow into a plain Observable of its values. Each value is acknowledged when the subscriber has got it.
 *
 * A value that the subscriber processes later, asynchronously, may be lost in a crash.
 *
 * @example
 * ```ts
 * deliver([1, 2, 3]).pipe(values()).subscribe(console.log);
 * ```
 */
export const values = <T>(): ((flow: Flow<T>) => Observable<T>) => flowEnd((out) => new Values(out));

class Values<T> extends EndSubscriber<T, T> {
  protected onDelivery(delivery: Delivery<T>): void {
    this.out.next(delivery.value);
    // Acknowledged even when the subscriber unsubscribes inside `next`, as `take(n)` does: it has got the value.
    delivery.ack();
  }
}
