import { type Observable, Subject, type Subscription } from 'rxjs';
import { Barrier, type BarrierReason } from '../delivery/barrier.ts';
import { Delivery, type DerivedInfo, type Lane } from '../delivery/delivery.ts';
import type { Flow } from '../delivery/flow.ts';
import type { FlowContext } from '../delivery/flow-context.ts';
import { streamError } from '../errors.ts';
import type { KeyName } from '../state/key-name.ts';
import type { Snapshots } from '../state/state-store.ts';

/** A delivery as one in another lane; identity and duty stay. */
export class Relaned<T> extends Delivery<T> {
  readonly lane: Lane;
  readonly #delivery: Delivery<unknown>;

  constructor(delivery: Delivery<T>, lane: Lane) {
    super(delivery.value);
    this.lane = lane;
    this.#delivery = delivery;
  }
  get id() {
    return this.#delivery.id;
  }
  get key() {
    return this.#delivery.key;
  }
  get time() {
    return this.#delivery.time;
  }
  get headers() {
    return this.#delivery.headers;
  }
  get position() {
    return this.#delivery.position;
  }
  ack(): void {
    this.#delivery.ack();
  }
  reject(reason: unknown): void {
    this.#delivery.reject(reason);
  }
}

/** A lane as the operators of one group see it: their states are named inside the group. */
class GroupLane implements Lane {
  readonly context: FlowContext;
  readonly #lane: Lane;
  readonly #stored: Snapshots | undefined;

  constructor(lane: Lane, stored: Snapshots | undefined) {
    this.#lane = lane;
    this.#stored = stored;
    this.context = new GroupContext(lane.context);
  }
  get source() {
    return this.#lane.source;
  }
  get topic() {
    return this.#lane.topic;
  }
  get partition() {
    return this.#lane.partition;
  }
  get epoch() {
    return this.#lane.epoch;
  }
  get state() {
    return this.#lane.state;
  }
  get watermark() {
    return this.#lane.watermark;
  }
  restored(operator: string): unknown {
    return this.#stored?.get(operator);
  }
  derive<T>(value: T, info: DerivedInfo, onSettled: () => void): Delivery<T> {
    return this.#lane.derive(value, info, onSettled);
  }
}

class GroupContext implements FlowContext {
  readonly #context: FlowContext;
  readonly #operators = new Set<string>();

  constructor(context: FlowContext) {
    this.#context = context;
  }
  get starved() {
    return this.#context.starved;
  }
  countLate(): void {
    this.#context.countLate();
  }
  countWindows(change: number): void {
    this.#context.countWindows(change);
  }
  beginWrite(): () => void {
    return this.#context.beginWrite();
  }
  /** The group's own state is the flow's; those inside it have to differ from one another only. */
  requireState(operator: string): void {
    if (this.#operators.has(operator)) {
      throw streamError(
        'PENSTOCK_STATE_NAME_TAKEN',
        `Two operators with state inside a group are named ${operator}. Give each a name of its own.`,
      );
    }
    this.#operators.add(operator);
  }
}

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
    this.#input.next(new Relaned(delivery, this.#own));
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
    const barrier: Barrier = new Barrier(reason, [{ lane: this.#own, offset, state: this.lane.state }], () => {
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
