import type { SchedulerLike, Subscriber } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { FlowOperator } from '../delivery/flow.ts';
import { toCount, toMs } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { flowOperator } from './base/flow-subscriber.ts';
import { Pacer } from './base/pacer.ts';

/** How fast {@link rateLimit} lets deliveries go. */
export interface RateLimitOptions {
  /** Most deliveries in any span of `per`; at least 1. */
  readonly limit: number;
  /** The span, at least 1 ms; default `'1s'`. */
  readonly per?: Duration;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Lets at most `limit` deliveries go in any span of `per` by the clock; the others wait, none is left out.
 *
 * Up to `limit` go at once, and each later one `per` after the one that went `limit` before it. Order and barriers
 * stay in place. What waits is unsettled, so the source's `maxInFlight` bounds it, and the source is slowed down.
 * Nothing is remembered over a restart.
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
  /** A ring of the instants at which the last `limit` went. */
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
