import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import { toCount } from '../duration.ts';
import { Children } from './base/children.ts';

/**
 * Splits a flow into `n` flows; each gets every delivery. A delivery is settled when all `n` flows have settled it, and
 * rejected if any of them rejects it.
 *
 * The original flow is subscribed when all `n` flows are. It is unsubscribed when one of them is unsubscribed before
 * its end: the other flows could not commit the deliveries that this one never settles.
 *
 * @param n Number of flows, at least 1.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * import { merge } from 'rxjs';
 *
 * const twoSinks: Sink<Candle> = (flow) => {
 *   const [toStore, toScreen] = tee(2)(flow);
 *   return merge(toStore!.pipe(settle()), toScreen!.pipe(tapValue(console.log), settle()));
 * };
 * ```
 */
export const tee = (n: number) => {
  toCount(n, 'n');
  return <T>(flow: Flow<T>): ReadonlyArray<Flow<T>> => {
    const outs: Array<Subscriber<Delivery<T> | Barrier>> = [];
    const start = () => {
      const subscription = flow.subscribe({
        next: (element) => {
          if (element.kind === 'barrier') splitBarrier(element, outs);
          else splitDelivery(element, outs);
        },
        error: (error: unknown) => outs.forEach((out) => out.error(error)),
        complete: () => outs.forEach((out) => out.complete()),
      });
      for (const out of outs) out.add(subscription);
    };
    return Array.from(
      { length: n },
      () =>
        new Observable<Delivery<T> | Barrier>((out) => {
          outs.push(out);
          if (outs.length === n) start();
        }),
    );
  };
};

const splitDelivery = <T>(delivery: Delivery<T>, outs: ReadonlyArray<Subscriber<Delivery<T> | Barrier>>): void => {
  const children = new Children(delivery);
  // All children are made before the first is sent, since a branch may settle its child immediately.
  const deliveries = outs.map(() => children.add(delivery.value));
  children.complete();
  outs.forEach((out, index) => out.next(deliveries[index]!));
};

const splitBarrier = <T>(barrier: Barrier, outs: ReadonlyArray<Subscriber<Delivery<T> | Barrier>>): void => {
  const branches = outs.map(() => {
    const release = barrier.hold();
    return barrier.branch(release);
  });
  barrier.arrive();
  outs.forEach((out, index) => out.next(branches[index]!));
};
