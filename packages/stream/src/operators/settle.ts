import { filter, map, tap } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow, Receipt, Sink } from '../delivery/flow.ts';

/** Lets barriers arrive and keeps deliveries: how a flow ends. */
export const arriving = <T>(flow: Flow<T>) =>
  flow.pipe(
    tap((element: Delivery<T> | Barrier) => {
      if (element.kind === 'barrier') element.arrive();
    }),
    filter((element): element is Delivery<T> => element.kind === 'delivery'),
  );

/**
 * The sink of a flow whose work is done: acknowledges each delivery and emits its receipt.
 *
 * @example
 * ```ts
 * await run(deliver(candles), tapValue(console.log), settle());
 * ```
 */
export const settle =
  <T>(): Sink<T> =>
  (flow) =>
    arriving(flow).pipe(
      map((delivery): Receipt => {
        delivery.ack();
        return { id: delivery.id, position: delivery.position, outcome: 'written' };
      }),
    );
