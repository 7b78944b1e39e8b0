import type { Subscriber } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery, DerivedInfo, Lane } from '../../delivery/delivery.ts';
import { Ledger } from '../../engine/ledger.ts';

/**
 * The maximum number of results in one turn of the event loop. More would delay timers and the network by more than
 * about 10 ms.
 */
export const resultsAtOnce = 1_000;

/**
 * The unsettled results that an operator has derived from its state. A barrier waits for the results before it: the
 * snapshot in the barrier does not contain them any more, so storing it before they are settled could lose them.
 *
 * @example
 * ```ts
 * import { Results } from '@penstock/stream/internal/rxjs';
 *
 * const emitter = (out: ConstructorParameters<typeof Results<number>>[0]) => {
 *   const results = new Results<number>(out);
 *   return (lane: Lane, total: number) =>
 *     results.emit(lane, total, { id: `total/${lane.partition}`, key: null, time: undefined });
 * };
 * ```
 */
export class Results<R> {
  readonly #out: Subscriber<Delivery<R> | Barrier>;
  /** All results in the order of emission; the offsets are a running number. */
  readonly #ledger = new Ledger(0);
  readonly #held: Array<{ readonly until: number; readonly release: () => void }> = [];

  constructor(out: Subscriber<Delivery<R> | Barrier>) {
    this.#out = out;
  }

  /** Emits a result as a delivery that the lane derives. */
  emit(lane: Lane, value: R, info: DerivedInfo): void {
    const sequence = this.#ledger.open(this.#ledger.next);
    this.#out.next(lane.derive(value, info, () => this.#settled(sequence)));
  }

  /** Holds a barrier until all results so far are settled. Call it for every barrier before passing the barrier on. */
  hold(barrier: Barrier): void {
    if (this.#ledger.pending > 0) this.#held.push({ until: this.#ledger.tail, release: barrier.hold() });
  }

  /** Holds a barrier like `hold` and passes it on. */
  pass(barrier: Barrier): void {
    this.hold(barrier);
    this.#out.next(barrier);
  }

  #settled(sequence: number): void {
    this.#ledger.settle(sequence);
    while (this.#held.length > 0 && this.#ledger.head >= this.#held[0]!.until) this.#held.shift()!.release();
  }
}
