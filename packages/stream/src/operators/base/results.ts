import type { Subscriber } from 'rxjs';
import type { Barrier } from '../../delivery/barrier.ts';
import type { Delivery, DerivedInfo, Lane } from '../../delivery/delivery.ts';
import { Ledger } from '../../engine/ledger.ts';

/** More at once would keep timers and the network waiting for longer than some ten milliseconds. */
export const resultsAtOnce = 1_000;

/**
 * The results that an operator has derived from its state and that are not settled yet. A barrier waits for those that
 * went out before it: the snapshot in it no longer has what they were made of, so storing it earlier would lose them.
 *
 * @example
 * ```ts
 * import { Results } from '@penstock/stream/operator';
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
  /** All results in the order in which they went out; the offsets only count them. */
  readonly #ledger = new Ledger(0);
  readonly #held: Array<{ readonly until: number; readonly release: () => void }> = [];

  constructor(out: Subscriber<Delivery<R> | Barrier>) {
    this.#out = out;
  }

  /** Passes on a result as a delivery of its own, which the lane derives. */
  emit(lane: Lane, value: R, info: DerivedInfo): void {
    const sequence = this.#ledger.open(this.#ledger.next);
    this.#out.next(lane.derive(value, info, () => this.#settled(sequence)));
  }

  /** Holds a barrier until every result so far is settled; for every barrier, before it goes on. */
  hold(barrier: Barrier): void {
    if (this.#ledger.pending > 0) this.#held.push({ until: this.#ledger.tail, release: barrier.hold() });
  }

  /** Holds a barrier as `hold` does and passes it on. */
  pass(barrier: Barrier): void {
    this.hold(barrier);
    this.#out.next(barrier);
  }

  #settled(sequence: number): void {
    this.#ledger.settle(sequence);
    while (this.#held.length > 0 && this.#ledger.head >= this.#held[0]!.until) this.#held.shift()!.release();
  }
}
