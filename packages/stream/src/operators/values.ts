import type { Observable } from 'rxjs';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import { EndSubscriber, flowEnd } from './base/end-subscriber.ts';

/**
 * Leaves the contract: a plain Observable of the values, each acknowledged when it has been handed over.
 *
 * What a subscriber does with a value later is no longer covered: a crash then loses it.
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
    // `take(n)` unsubscribes inside `next`; the value was handed over all the same.
    delivery.ack();
  }
}
