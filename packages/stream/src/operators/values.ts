import { Observable } from 'rxjs';
import type { Flow } from '../delivery/flow.ts';
import { arriving } from './settle.ts';

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
export const values =
  <T>() =>
  (flow: Flow<T>): Observable<T> =>
    new Observable((out) =>
      arriving(flow).subscribe({
        next: (delivery) => {
          out.next(delivery.value);
          // `take(n)` unsubscribes inside `next`; the value was handed over all the same.
          delivery.ack();
        },
        error: (error: unknown) => out.error(error),
        complete: () => out.complete(),
      }),
    );
