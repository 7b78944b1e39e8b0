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

/** The running pipeline of one key. */
export class KeyGroup<T> {
  readonly lane: Lane;
  readonly key: KeyName;
  /** The state of its operators at the last barrier that passed the pipeline. */
  snapshots: Snapshots;
  /** How many barriers of the whole flow are before the next output of the pipeline. */
  passed: number;
  /** True when it got a delivery after its last barrier. */
  isTouched = false;
  hasEnded = false;
  subscription: Subscription | undefined;
  /** Callbacks of the barriers that are in the pipeline. */
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

  /** True while a barrier is in the pipeline. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /**
   * Sends a barrier through the pipeline. `onPassed` gets the snapshots of its operators, or `undefined` when the
   * pipeline ended before the barrier passed.
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

  /** Marks the pipeline as ended, and releases the barriers in it. */
  end(): void {
    this.hasEnded = true;
    for (const pass of this.#held) pass(undefined);
  }

  complete(): void {
    this.#input.complete();
  }
}
