import { Observable, Subscriber } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery } from '../../delivery/delivery.ts';
import type { Flow } from '../../delivery/flow.ts';

/** The base of the last step of a flow: reports each barrier as arrived, and passes each delivery to the subclass. */
export abstract class EndSubscriber<T, R> extends Subscriber<Delivery<T> | Barrier> {
  protected readonly out: Subscriber<R>;

  constructor(out: Subscriber<R>) {
    super(out);
    this.out = out;
  }

  override next(element: Delivery<T> | Barrier): void {
    if (this.isStopped) return;
    if (element.kind === 'delivery') this.onDelivery(element);
    else element.arrive();
  }

  protected abstract onDelivery(delivery: Delivery<T>): void;
}

/** Makes the last step of a flow from a factory of its subscriber. */
export const flowEnd =
  <T, R>(subscriber: (out: Subscriber<R>) => EndSubscriber<T, R>) =>
  (flow: Flow<T>): Observable<R> =>
    new Observable((out) => flow.subscribe(subscriber(out)));
