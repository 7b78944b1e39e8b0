import type { SchedulerLike, Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { streamError } from '../errors.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { Pacer } from './base/pacer.ts';

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** Event time divided by clock time, above 0: 1 is the original speed, 60 plays a minute in a second. */
  readonly speed: number;
  /** Longest wait by the clock, to shorten gaps such as a night without trades; default `Infinity`, no limit. */
  readonly maxWait?: Duration;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Replays historical records in the rhythm of their event times, at `speed` times the original speed.
 *
 * A delivery passes when the clock time since the first delivery, times `speed`, has reached the event time between the
 * two. The first delivery passes immediately, as do deliveries that are older than an earlier one or have no event
 * time. The order of deliveries and barriers does not change. When the sink is slow, overdue deliveries pass as fast as
 * possible, and the schedule does not shift. After a wait that was cut to `maxWait`, the schedule continues from there.
 * Waiting deliveries are unsettled, so `maxInFlight` of the source limits their number. After a restart the schedule
 * begins with the first record of that run.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const anHourASecond = deliver(candles, { time: ({ time }) => time }).pipe(replay({ speed: 3_600, maxWait: '5s' }));
 * ```
 */
export const replay = <T>(options: ReplayOptions): FlowOperator<T, T> => {
  const { speed, scheduler } = checkOptions(options, { speed: true, maxWait: true, scheduler: true }, 'replay');
  if (!(speed > 0 && speed < Infinity))
    throw streamError('PENSTOCK_BAD_OPTION', `speed must be a number above 0; got ${String(speed)}.`);
  const maxWait = toTimeLimit(options.maxWait ?? Infinity, 'maxWait');
  return flowOperator((out) => new Replay(out, speed, maxWait, scheduler));
};

class Replay<T> extends Pacer<T> {
  readonly #speed: number;
  readonly #maxWait: number;
  /** The clock time at which a delivery with event time 0 would pass. */
  #origin: number | undefined;
  #last: Delivery<T> | undefined;
  #due = 0;

  constructor(
    out: Subscriber<Delivery<T> | Barrier>,
    speed: number,
    maxWait: number,
    scheduler: SchedulerLike | undefined,
  ) {
    super(out, scheduler);
    this.#speed = speed;
    this.#maxWait = maxWait;
  }

  protected due(delivery: Delivery<T>, now: number): number {
    if (delivery === this.#last) return this.#due;
    const { time } = delivery;
    this.#last = delivery;
    this.#due = now;
    if (time === undefined) return now;
    this.#origin ??= now - time / this.#speed;
    this.#due = this.#origin + time / this.#speed;
    if (this.#due - now > this.#maxWait) {
      this.#origin -= this.#due - now - this.#maxWait;
      this.#due = now + this.#maxWait;
    }
    return this.#due;
  }

  protected passed(): void {
    this.#last = undefined;
  }
}
