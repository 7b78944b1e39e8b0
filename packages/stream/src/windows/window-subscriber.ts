import type { Subscriber } from 'rxjs';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery, DerivedInfo } from '../delivery/delivery.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import { streamError } from '../errors.ts';
import { FlowSubscriber } from '../operators/base/flow-subscriber.ts';
import { ResultInfo } from '../operators/base/result-info.ts';
import { Results } from '../operators/base/results.ts';
import { keyOf, nameOf } from '../state/key-name.ts';
import type { KeyName } from '../state/key-name.ts';
import { KeyedWindows } from './keyed-windows.ts';
import type { Folding } from './keyed-windows.ts';
import type { LaneWindows, Scope } from './lane-windows.ts';
import type { Updatable, WindowSpan } from './open-windows.ts';
import { SideOutput } from './side-output.ts';
import { Updates } from './updates.ts';
import type { WindowSettings } from './window-options.ts';

/** The windows of an operator, and how it makes values of them. */
export interface WindowShape<T, S, R> extends Folding<T, S> {
  value(key: RecordKey | null, window: Span, state: S, final: boolean): R;
  readonly gaps?: GapFilling<S, R> | undefined;
}

/** A period from `start` to `end`; `end` itself is not in it. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** How an operator fills a gap: windows without records of a key, between two windows with records of it. */
export interface GapFilling<S, R> {
  /** The maximum number of windows to fill in one gap; a longer gap is not filled. */
  readonly maxGap: number;
  /** Returns the data of a closed window with which a later gap is filled. The data must not change afterwards. */
  carry(state: S): unknown;
  value(span: Span, carried: unknown): R;
}

// The span of a Date.
const farthestTime = 8.64e15;

/** Folds records into windows of event time, and emits each window when the watermark has passed its end. */
export class WindowSubscriber<T, S, R> extends FlowSubscriber<T, R> {
  readonly #settings: WindowSettings<T>;
  readonly #shape: WindowShape<T, S, R>;
  readonly #windows: KeyedWindows<T, S>;
  readonly #results: Results<R>;
  readonly #late: SideOutput<T> | undefined;
  readonly #updates: Updates<S, R> | undefined;
  /** Elements that wait until closed windows are emitted, and all elements after them. */
  readonly #held: Array<Delivery<T> | Barrier> = [];
  #isReleasing = false;
  #complete = false;

  constructor(out: Subscriber<Delivery<R> | Barrier>, settings: WindowSettings<T>, shape: WindowShape<T, S, R>) {
    super(out);
    this.#settings = settings;
    this.#shape = shape;
    this.#results = new Results(out);
    this.#windows = new KeyedWindows(
      settings,
      shape,
      (windows, key, window, state) => this.#emit(windows, key, window, state),
      (scope) => this.#giveTurn(scope),
    );
    if (settings.late) {
      this.#late = new SideOutput(settings.late, (error) => this.out.error(error));
      out.add(this.#late.subscription);
    }
    if (settings.updateEvery < Infinity) {
      this.#updates = new Updates(
        settings,
        (window, windows) => this.#updateOf(window, windows),
        (update) => this.out.next(update),
        ({ scope }) => this.#goOn(scope),
      );
      out.add(this.#updates.subscription);
    }
  }

  protected onDelivery(delivery: Delivery<T>): void {
    if (this.#held.length > 0 || !this.#take(delivery)) this.#held.push(delivery);
  }

  protected override onBarrier(barrier: Barrier): void {
    if (this.#held.length > 0 || !this.#pass(barrier)) this.#held.push(barrier);
  }

  /** Handles a delivery. Returns false, and does nothing, when it must wait. */
  #take(delivery: Delivery<T>): boolean {
    const { value, lane } = delivery;
    // The state of a revoked lane is gone. A result without that state would overwrite the result of the consumer that
    // owns the partition now.
    if (lane.state === 'revoked') {
      delivery.ack();
      return true;
    }
    let time: number;
    let key: KeyName | null;
    let selected: unknown;
    try {
      time = this.#timeOf(delivery);
      key = this.#nameOf(delivery);
      selected = this.#shape.aggregate.select(value);
    } catch (error) {
      delivery.reject(error);
      return true;
    }
    try {
      const windows = this.#windows.of(lane);
      const { scope } = windows;
      // The first condition is false for nearly every record, so it is checked here, without a call.
      if (scope.nextEnd <= scope.horizon && this.#windows.mustWait(windows, time)) return false;
      if (!this.#windows.makeRoom(windows, key, time)) {
        // Closed windows that are not emitted yet will make room.
        if (this.#windows.isClosing) return false;
        delivery.reject(this.#full(delivery));
        return true;
      }
      const updates = this.#updates;
      if (windows.restored.length > 0) this.#queueRestored(windows, delivery);
      if (
        this.#windows.fold(
          windows,
          key,
          selected,
          time,
          delivery,
          updates && ((group) => updates.add(group, windows, delivery)),
        )
      )
        delivery.ack();
      else this.#takeLate(delivery);
      this.#windows.advance(windows, time);
    } catch (error) {
      this.fail(error, lane.source);
    }
    return true;
  }

  /** Handles a barrier. Returns false when it must wait. */
  #pass(barrier: Barrier): boolean {
    try {
      this.#windows.look(barrier);
      if (barrier.reason === 'ended' && barrier.marks.some(({ lane }) => this.#isWaiting(this.#windows.of(lane))))
        return false;
      this.#windows.save(barrier);
    } catch (error) {
      this.fail(error, barrier.source);
      return true;
    }
    this.#late?.branch(barrier);
    this.#results.pass(barrier);
    return true;
  }

  protected override _complete(): void {
    this.#complete = true;
    if (this.#held.length === 0) this.#end();
  }

  #end(): void {
    this.#updates?.subscription.unsubscribe();
    if (this.#late) this.#late.complete(() => this.out.complete());
    else this.out.complete();
  }

  #timeOf(delivery: Delivery<T>): number {
    const time = this.#settings.time ? this.#settings.time(delivery.value, delivery) : delivery.time;
    if (typeof time === 'number' && Math.abs(time) <= farthestTime) return time;
    throw streamError(
      'PENSTOCK_TIME_MISSING',
      `${this.#settings.name} expected the event time of ${delivery.id} in milliseconds since the Unix epoch; got ` +
        `${String(time)}. Set the option time of the source or of the operator.`,
    );
  }

  // `null` for no key: a snapshot distinguishes it from every name.
  #nameOf(delivery: Delivery<T>): KeyName | null {
    const key = this.#settings.key ? this.#settings.key(delivery.value, delivery) : delivery.key;
    return key === null ? null : nameOf(key, this.#settings.name);
  }

  #full({ id }: Delivery<T>): unknown {
    const { name, maxOpen } = this.#settings;
    return streamError(
      'PENSTOCK_WINDOWS_FULL',
      `${name} expected at most ${maxOpen} keys in open windows (maxOpen); got one more with the record ${id}. Raise ` +
        `maxOpen, lower lateness, use fewer keys, or set onFull: 'closeOldest'.`,
    );
  }

  #takeLate(delivery: Delivery<T>): void {
    delivery.lane.context.countLate();
    if (this.#late) this.#late.take(delivery);
    else delivery.ack();
  }

  #queueRestored(windows: LaneWindows<S>, record: Delivery<T>): void {
    for (const group of windows.restored) this.#updates?.add(group, windows, record);
    windows.restored = [];
  }

  #emit(windows: LaneWindows<S>, key: KeyName | null, window: WindowSpan, state: S): void {
    if (this.#shape.gaps) this.#fillGap(windows, key, window.number, state, this.#shape.gaps);
    this.#results.emit(
      windows.lane,
      this.#shape.value(key === null ? null : keyOf(key), window, state, true),
      this.#infoOf(windows, key, window.start),
    );
  }

  #fillGap(windows: LaneWindows<S>, key: KeyName | null, number: number, state: S, gaps: GapFilling<S, R>): void {
    const before = windows.scope.remembered.get(key);
    for (const span of before ? this.#emptyBetween(before.number, number, gaps.maxGap) : []) {
      this.#results.emit(windows.lane, gaps.value(span, before!.carried), this.#infoOf(windows, key, span.start));
    }
    this.#windows.remember(windows, key, number, gaps.carry(state));
  }

  /** Returns the windows between two numbers; none when there are more than `most`. */
  #emptyBetween(before: number, after: number, most: number): readonly Span[] {
    const spans: Span[] = [];
    for (let number = before + 1; number < after; number += 1) {
      if (this.#windows.isSkipped(number)) continue;
      if (spans.length === most) return [];
      spans.push(this.#windows.window(number));
    }
    return spans;
  }

  #infoOf({ lane }: LaneWindows<S>, key: KeyName | null, start: number): DerivedInfo {
    return new ResultInfo(this.#settings.name, this.#settings.acrossPartitions ? undefined : lane, key, start);
  }

  #updateOf(early: Updatable, windows: LaneWindows<S>): { readonly value: R; readonly info: DerivedInfo } {
    const { key, window } = early;
    return {
      value: this.#shape.value(key === null ? null : keyOf(key), window, this.#windows.current(early, windows), false),
      info: this.#infoOf(windows, key, window.start),
    };
  }

  #isWaiting({ scope }: LaneWindows<S>): boolean {
    return scope.waits > 0 && scope.nextEnd <= scope.horizon;
  }

  #giveTurn(scope: Scope<S>): void {
    this.out.add(
      this.#settings.scheduler.schedule(() => {
        scope.waits -= 1;
        this.#goOn(scope);
      }),
    );
  }

  /** Closes the windows that have waited, and handles the elements that were held for them. */
  #goOn(scope: Scope<S>): void {
    if (this.closed && !this.#complete) return;
    if (scope.lanes.every(({ lane }) => lane.state !== 'revoked')) this.#windows.close(scope);
    this.#release();
    if (this.#complete && this.#held.length === 0) this.#end();
  }

  #release(): void {
    if (this.#isReleasing) return;
    this.#isReleasing = true;
    for (let next = this.#held[0]; next; next = this.#held[0]) {
      if (!(next.kind === 'barrier' ? this.#pass(next) : this.#take(next))) break;
      this.#held.shift();
    }
    this.#isReleasing = false;
  }
}
