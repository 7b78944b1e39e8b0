import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * Passes the values for which `predicate` returns true, and acknowledges the others.
 *
 * If `predicate` throws, the delivery is rejected with that error.
 *
 * @example
 * ```ts
 * const busyDays = deliver(candles).pipe(filterValue((candle) => candle.volume > 1e9));
 * ```
 */
export function filterValue<T, S extends T>(
  predicate: (value: T, delivery: Delivery<T>) => value is S,
): FlowOperator<T, S>;
export function filterValue<T>(predicate: (value: T, delivery: Delivery<T>) => boolean): FlowOperator<T, T>;
export function filterValue<T>(predicate: (value: T, delivery: Delivery<T>) => boolean): FlowOperator<T, T> {
  return flowOperator((out) => new FilterValue(out, predicate));
}

class FilterValue<T> extends FlowSubscriber<T, T> {
  readonly #predicate: (value: T, delivery: Delivery<T>) => boolean;

  constructor(out: Subscriber<Delivery<T> | Barrier>, predicate: (value: T, delivery: Delivery<T>) => boolean) {
    super(out);
    this.#predicate = predicate;
  }

  protected onDelivery(delivery: Delivery<T>): void {
    let kept: boolean;
    try {
      kept = this.#predicate(delivery.value, delivery);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    if (kept) this.out.next(delivery);
    else delivery.ack();
  }
}
