import { Subject } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Sink } from '../delivery/flow.ts';

/** A second output of an operator, with its own sink, which settles the deliveries. */
export class SideOutput<T> {
  readonly #flow = new Subject<Delivery<T> | Barrier>();
  readonly subscription: Subscription;
  #done = false;
  #onDone: (() => void) | undefined;

  constructor(sink: Sink<T>, onError: (error: unknown) => void) {
    this.subscription = sink(this.#flow).subscribe({
      error: onError,
      complete: () => {
        this.#done = true;
        this.#onDone?.();
      },
    });
  }

  take(delivery: Delivery<T>): void {
    this.#flow.next(delivery);
  }

  /** Sends a barrier to the sink too. The barrier then also waits for this output. */
  branch(barrier: Barrier): void {
    this.#flow.next(barrier.branch(barrier.hold()));
  }

  /** Completes the output. Calls `then` when the sink has completed. */
  complete(then: () => void): void {
    this.#onDone = then;
    this.#flow.complete();
    if (this.#done) then();
  }
}
