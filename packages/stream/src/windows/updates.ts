import { type SchedulerLike, Subscription } from 'rxjs';
import { Delivery, type RecordInfo } from '../delivery/delivery.ts';
import type { DerivedInfo } from '../delivery/derived-delivery.ts';
import type { Lane, Position } from '../delivery/flow.ts';
import { startTimer } from '../timers/start-timer.ts';
import type { Group, LaneWindows } from './lane-windows.ts';
import type { RecordHeaders } from '../delivery/record-headers.ts';
import type { RecordKey } from '../delivery/record-key.ts';

// So that an operator further on can leave early updates out.
const earlyHeaders: RecordHeaders = Object.freeze({ 'penstock-early': 'true' });

/** An early update: it settles nothing, and whoever is done with it lets the next one go. */
class UpdateDelivery<R> extends Delivery<R> {
  readonly id: string;
  readonly key: RecordKey | null;
  readonly time: number | undefined;
  readonly headers = earlyHeaders;
  readonly lane: Lane;
  readonly position: Position;
  readonly #onDone: () => void;
  #done = false;

  constructor(value: R, lane: Lane, { id, key, time }: DerivedInfo, position: Position, onDone: () => void) {
    super(value);
    this.id = id;
    this.key = key;
    this.time = time;
    this.lane = lane;
    this.position = position;
    this.#onDone = onDone;
  }

  ack(): void {
    if (this.#done) return;
    this.#done = true;
    this.#onDone();
  }

  reject(): void {
    this.ack();
  }
}

/** What an update is made of. */
export interface Update<R> {
  readonly value: R;
  readonly info: DerivedInfo;
}

/**
 * Early updates of the groups that have changed. A group has at most one on its way, so that a slow sink gets fewer of
 * them, and its window does not close before that one is settled.
 */
export class Updates<S, R> {
  readonly subscription = new Subscription();
  readonly #scheduler: SchedulerLike;
  readonly #updateEvery: number;
  readonly #make: (group: Group<S>, windows: LaneWindows<S>) => Update<R>;
  readonly #emit: (update: Delivery<R>) => void;
  readonly #onSettled: (windows: LaneWindows<S>) => void;
  #due: Array<readonly [Group<S>, LaneWindows<S>]> = [];
  #timer: Subscription | undefined;

  constructor(
    { scheduler, updateEvery }: { readonly scheduler: SchedulerLike; readonly updateEvery: number },
    make: (group: Group<S>, windows: LaneWindows<S>) => Update<R>,
    emit: (update: Delivery<R>) => void,
    onSettled: (windows: LaneWindows<S>) => void,
  ) {
    this.#scheduler = scheduler;
    this.#updateEvery = updateEvery;
    this.#make = make;
    this.#emit = emit;
    this.#onSettled = onSettled;
  }

  /** A record has been folded into the group. */
  add(group: Group<S>, windows: LaneWindows<S>, record: RecordInfo): void {
    if (group.fresh) return;
    group.fresh = record.position;
    if (!group.updating) this.#queue(group, windows);
  }

  #queue(group: Group<S>, windows: LaneWindows<S>): void {
    this.#due.push([group, windows]);
    if (this.#timer) return;
    this.#timer = startTimer(this.#updateEvery, () => this.#send(), this.#scheduler);
    this.subscription.add(this.#timer);
  }

  #send(): void {
    this.subscription.remove(this.#timer!);
    this.#timer = undefined;
    for (const [group, windows] of this.#due.splice(0)) {
      const { lane, open, scope } = windows;
      if (lane.state !== 'revoked' && group.window.end > scope.horizon && open.includes(group.window)) this.#update(group, windows);
    }
  }

  #update(group: Group<S>, windows: LaneWindows<S>): void {
    const { value, info } = this.#make(group, windows);
    const position = group.fresh!;
    group.fresh = undefined;
    group.updating = true;
    windows.scope.updating += 1;
    const update = new UpdateDelivery(value, windows.lane, info, position, () => {
      group.updating = false;
      windows.scope.updating -= 1;
      if (group.fresh) this.#queue(group, windows);
      this.#onSettled(windows);
    });
    this.#emit(update);
  }
}
