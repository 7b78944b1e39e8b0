import { Subject } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import { Barrier } from '../../delivery/barrier.ts';
import type { BarrierReason } from '../../delivery/barrier.ts';
import type { Delivery, Lane } from '../../delivery/delivery.ts';
import type { Flow } from '../../delivery/flow.ts';
import type { KeyName } from '../../state/key-name.ts';
import type { Snapshots } from '../../state/state-store.ts';
import { GroupLane } from './group-lane.ts';
import { RelanedDelivery } from './relaned-delivery.ts';

/** One key's pipeline while it runs. */
export class KeyGroup<T> {
  readonly lane: Lane;
  readonly key: KeyName;
  /** What its operators have as of the last barrier that it has let through. */
  snapshots: Snapshots;
  /** Barriers of the whole flow that its output has got past. */
  passed: number;
  /** It has had a delivery since the last barrier that it was given. */
  isTouched = false;
  hasEnded = false;
  subscription: Subscription | undefined;
  /** What waits for it to let a barrier through. */
  readonly #held = new Set<(snapshots: Snapshots | undefined) => void>();
  readonly #own: GroupLane;
  readonly #input = new Subject<Delivery<T> | Barrier>();

  constructor(lane: Lane, key: KeyName, stored: Snapshots | undefined, passed: number) {
    this.lane = lane;
    this.key = key;
    this.snapshots = stored ?? new Map<string, unknown>();
    this.passed = passed;
    this.#own = new GroupLane(lane, stored);
  }

  get input(): Flow<T> & Observable<Delivery<T> | Barrier> {
    return this.#input;
  }

  give(delivery: Delivery<T>): void {
    this.isTouched = true;
    this.#input.next(new RelanedDelivery(delivery, this.#own));
  }

  /** True while it has a barrier that it has not let through. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /**
   * Sends a barrier of its own through; `onPassed` gets what its operators have added, or nothing when it has ended
   * instead.
   */
  send(reason: BarrierReason, offset: number, onPassed: (snapshots: Snapshots | undefined) => void): void {
    const pass = (snapshots: Snapshots | undefined) => {
      if (this.#held.delete(pass)) onPassed(snapshots);
    };
    const mark = { lane: this.#own, offset, state: this.lane.state };
    const barrier: Barrier = new Barrier(reason, this.lane.source, [mark], () => {
      if (barrier.passed) pass(barrier.snapshots(this.#own));
    });
    this.#held.add(pass);
    this.isTouched = false;
    this.#input.next(barrier);
  }

  /** It lets nothing through any more, so nobody waits for it either. */
  end(): void {
    this.hasEnded = true;
    for (const pass of this.#held) pass(undefined);
  }

  complete(): void {
    this.#input.complete();
  }
}
