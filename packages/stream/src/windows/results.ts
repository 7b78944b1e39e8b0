import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery, DerivedInfo, Lane } from '../delivery/delivery.ts';
import { Ledger } from '../engine/ledger.ts';

/** More at once would keep timers and the network waiting for longer than some ten milliseconds. */
export const resultsAtOnce = 1_000;

/**
 * The results of closed windows on their way. A barrier waits for those that went out before it: the snapshot in it no
 * longer has their windows, so storing it before they are safe would lose them.
 */
export class Results<R> {
  readonly #out: Subscriber<Delivery<R> | Barrier>;
  /** All results in the order in which they went out; the offsets only count them. */
  readonly #ledger = new Ledger(0);
  readonly #held: Array<{ readonly until: number; readonly release: () => void }> = [];

  constructor(out: Subscriber<Delivery<R> | Barrier>) {
    this.#out = out;
  }

  emit(lane: Lane, value: R, info: DerivedInfo): void {
    const sequence = this.#ledger.open(this.#ledger.next);
    this.#out.next(lane.derive(value, info, () => this.#settled(sequence)));
  }

  /** Lets a barrier go on, held until every result so far is settled. */
  pass(barrier: Barrier): void {
    if (this.#ledger.pending > 0) this.#held.push({ until: this.#ledger.tail, release: barrier.hold() });
    this.#out.next(barrier);
  }

  #settled(sequence: number): void {
    this.#ledger.settle(sequence);
    while (this.#held.length > 0 && this.#ledger.head >= this.#held[0]!.until) this.#held.shift()!.release();
  }
}
