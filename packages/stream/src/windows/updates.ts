import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { Delivery, DerivedInfo, RecordInfo } from '../delivery/delivery.ts';
import { EarlyDelivery } from '../operators/base/early-delivery.ts';
import { resultsAtOnce } from '../operators/base/results.ts';
import { startTimer } from '../timers/start-timer.ts';
import type { LaneWindows } from './lane-windows.ts';
import type { Updatable } from './open-windows.ts';

/** The value and the info of an early update. */
export interface Update<R> {
  readonly value: R;
  readonly info: DerivedInfo;
}

/**
 * Emits early updates of the windows that have changed. Each key in a window has at most one unsettled update, so that
 * a slow sink gets fewer updates. The window does not close before its update is settled.
 */
export class Updates<S, R> {
  readonly subscription = new Subscription();
  readonly #scheduler: SchedulerLike;
  readonly #updateEvery: number;
  readonly #make: (window: Updatable, windows: LaneWindows<S>) => Update<R>;
  readonly #emit: (update: Delivery<R>) => void;
  readonly #onSettled: (windows: LaneWindows<S>) => void;
  #due: Array<readonly [Updatable, LaneWindows<S>]> = [];
  /** Updates above the limit of one turn. They are sent in the next turn. */
  #left: Array<readonly [Updatable, LaneWindows<S>]> = [];
  #timer: Subscription | undefined;

  constructor(
    { scheduler, updateEvery }: { readonly scheduler: SchedulerLike; readonly updateEvery: number },
    make: (window: Updatable, windows: LaneWindows<S>) => Update<R>,
    emit: (update: Delivery<R>) => void,
    onSettled: (windows: LaneWindows<S>) => void,
  ) {
    this.#scheduler = scheduler;
    this.#updateEvery = updateEvery;
    this.#make = make;
    this.#emit = emit;
    this.#onSettled = onSettled;
  }

  /** Notes that a record was added to the group, and schedules an update. */
  add(group: Updatable, windows: LaneWindows<S>, record: RecordInfo): void {
    if (group.fresh) return;
    group.fresh = record.position;
    if (!group.updating) this.#queue(group, windows);
  }

  #queue(changed: Updatable, windows: LaneWindows<S>): void {
    this.#due.push([changed, windows]);
    if (!this.#timer) this.#schedule(this.#updateEvery);
  }

  #schedule(delay: number): void {
    this.#timer = startTimer(delay, () => this.#send(), this.#scheduler);
    this.subscription.add(this.#timer);
  }

  #send(): void {
    this.subscription.remove(this.#timer!);
    this.#timer = undefined;
    // All updates are found before the first is sent, so that a window with several changed slices gets one update.
    const found = this.#due
      .splice(0)
      .flatMap(([changed, windows]) => Array.from(windows.updatesOf(changed), (early) => [early, windows] as const));
    const due = this.#left.concat(found);
    this.#left = due.slice(resultsAtOnce);
    for (const [early, windows] of due.slice(0, resultsAtOnce)) {
      const { lane, scope } = windows;
      if (lane.state !== 'revoked' && early.window.end > scope.horizon) this.#update(early, windows);
    }
    if (this.#left.length > 0 && !this.#timer) this.#schedule(0);
  }

  #update(early: Updatable, windows: LaneWindows<S>): void {
    const { value, info } = this.#make(early, windows);
    const position = early.fresh!;
    early.fresh = undefined;
    early.updating = true;
    windows.scope.waits += 1;
    const update = new EarlyDelivery(value, windows.lane, info, position, () => {
      early.updating = false;
      windows.scope.waits -= 1;
      if (early.fresh) this.#queue(early, windows);
      this.#onSettled(windows);
    });
    this.#emit(update);
  }
}
