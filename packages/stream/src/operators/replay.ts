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

/** How {@link replay} plays. */
export interface ReplayOptions {
  /** Event time that passes in a unit of the clock's: 1 plays as it was, 60 a minute in a second. Above 0. */
  readonly speed: number;
  /** Longest wait by the clock, so that a night without trades is not sat out; default `Infinity`, no limit. */
  readonly maxWait?: Duration;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Plays history: each delivery goes on when `speed` times as much event time has passed as lies between it and the
 * first.
 *
 * The first goes at once. One that is older than what has gone already goes at once too, as does one without event
 * time; order and barriers stay in place. A sink that cannot keep up shifts nothing: what is overdue goes as fast
 * as it can. After a `maxWait` the clock counts from there. What waits is unsettled, and bounded by the source's
 * `maxInFlight`. Nothing is remembered over a restart: playing begins anew with the first record of that run.
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
  /** By the clock, when the event time 0 would have gone. */
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
