import type { SchedulerLike, Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { toCount, toMs } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { Pacer } from './base/pacer.ts';

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** The maximum number of deliveries in any period of length `per`; at least 1. */
  readonly limit: number;
  /** Length of the period, at least 1 ms; default `'1s'`. */
  readonly per?: Duration;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Passes at most `limit` deliveries in any period of length `per`, by the clock. The others wait; none is dropped.
 *
 * The first `limit` deliveries pass immediately. Each later one passes at least `per` after the delivery `limit` before
 * it. The order of deliveries and barriers does not change. Waiting deliveries are unsettled, so `maxInFlight` of the
 * source limits their number and slows the source down. A restart begins with an empty period.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const gentle = deliver(symbols).pipe(
 *   rateLimit({ limit: 10, per: '1s' }),
 *   mergeMapValue(async (symbol) => (await fetch(`https://example.com/quotes/${symbol}`)).json(), 4),
 * );
 * ```
 */
export const rateLimit = <T>(options: RateLimitOptions): FlowOperator<T, T> => {
  checkOptions(options, { limit: true, per: true, scheduler: true }, 'rateLimit');
  const limit = toCount(options.limit, 'limit');
  const per = toMs(options.per ?? '1s', 'per', { min: 1 });
  return flowOperator((out) => new RateLimit(out, limit, per, options.scheduler));
};

class RateLimit<T> extends Pacer<T> {
  readonly #limit: number;
  readonly #per: number;
  /** Ring buffer of the times at which the last `limit` deliveries passed. */
  readonly #went: number[] = [];
  #next = 0;

  constructor(
    out: Subscriber<Delivery<T> | Barrier>,
    limit: number,
    per: number,
    scheduler: SchedulerLike | undefined,
  ) {
    super(out, scheduler);
    this.#limit = limit;
    this.#per = per;
  }

  protected due(): number {
    return (this.#went[this.#next] ?? -Infinity) + this.#per;
  }

  protected passed(_delivery: Delivery<T>, now: number): void {
    this.#went[this.#next] = now;
    this.#next = (this.#next + 1) % this.#limit;
  }
}
