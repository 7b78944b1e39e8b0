import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * Replaces each value by `project(value, delivery)`. Identity and settlement stay the same.
 *
 * If `project` throws, the delivery is rejected with that error.
 *
 * @example
 * ```ts
 * const closes = deliver(candles).pipe(mapValue((candle) => candle.close));
 * ```
 */
export const mapValue = <T, R>(project: (value: T, delivery: Delivery<T>) => R): FlowOperator<T, R> =>
  flowOperator((out) => new MapValue(out, project));

class MapValue<T, R> extends FlowSubscriber<T, R> {
  readonly #project: (value: T, delivery: Delivery<T>) => R;

  constructor(out: Subscriber<Delivery<R> | Barrier>, project: (value: T, delivery: Delivery<T>) => R) {
    super(out);
    this.#project = project;
  }

  protected onDelivery(delivery: Delivery<T>): void {
    let value: R;
    try {
      value = this.#project(delivery.value, delivery);
    } catch (error) {
      delivery.reject(error);
      return;
    }
    this.out.next(delivery.withValue(value));
  }
}
