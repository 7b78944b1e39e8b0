import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { Children } from './base/children.ts';
import { flowOperator, FlowSubscriber } from './base/flow-subscriber.ts';

/**
 * Makes any number of values of each, now: children with ids ending in `/0`, `/1` and so on.
 *
 * The parent settles when every child is, rejected if any was; without children it is acknowledged.
 * A throw in `project` or in its iterable rejects the parent once the children made so far are settled.
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
