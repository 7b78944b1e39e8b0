import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { Children } from './base/children.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * Replaces each value by any number of values, synchronously. Their deliveries are children of the value's delivery,
 * with ids that end in `/0`, `/1` and so on.
 *
 * The parent is settled when every child is settled; it is rejected if any child is. Without children it is
 * acknowledged. If `project` or its iterable throws, the parent is rejected when the children made so far are settled.
 *
 * @example
 * ```ts
 * const prices = deliver(candles).pipe(mapMany(({ low, high }) => [low, high]));
 * ```
 */
export const mapMany = <T, R>(project: (value: T, delivery: Delivery<T>) => Iterable<R>): FlowOperator<T, R> =>
  flowOperator((out) => new MapMany(out, project));

class MapMany<T, R> extends FlowSubscriber<T, R> {
  readonly #project: (value: T, delivery: Delivery<T>) => Iterable<R>;

  constructor(out: Subscriber<Delivery<R> | Barrier>, project: (value: T, delivery: Delivery<T>) => Iterable<R>) {
    super(out);
    this.#project = project;
  }

  protected onDelivery(delivery: Delivery<T>): void {
    const children = new Children(delivery);
    try {
      for (const value of this.#project(delivery.value, delivery)) {
        if (this.closed) return;
        this.out.next(children.add(value));
      }
    } catch (error) {
      children.fail(error);
      return;
    }
    children.complete();
  }
}
