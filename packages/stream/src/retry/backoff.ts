import type { RetryPolicy } from './retry-options.ts';

/** The clock and the random numbers of a {@link Backoff}. */
export interface BackoffClock {
  /** Milliseconds from any fixed instant. Default: `performance.now`. */
  readonly now?: () => number;
  /** Numbers of at least 0 and below 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * Computes the waits between the retries of one operation. Make one when the first attempt begins or fails, and make a
 * new one after a success.
 *
 * A wait doubles with each failure, from `initialDelay` up to `maxDelay`. Half of it is fixed and half is random, so
 * that clients that failed at the same time do not all retry at the same time ("equal jitter": M. Brooker, Exponential
 * Backoff And Jitter, AWS Architecture Blog, 2015). A longer wait that the server asks for is respected, up to
 * `maxRetryAfter`. The waits never add up to more than `giveUpAfter`: the last wait is cut short there.
 *
 * @example
 * ```ts
 * const policy = { initialDelay: 100, maxDelay: 5_000, giveUpAfter: 60_000, maxRetryAfter: 60_000 };
 * const fetchQuotes = async (): Promise<Response> => {
 *   const backoff = new Backoff(policy);
 *   for (;;) {
 *     try {
 *       return await fetch('https://example.com/quotes');
 *     } catch (error) {
 *       const ms = backoff.next();
 *       if (ms === undefined) throw error;
 *       await wait(ms);
 *     }
 *   }
 * };
 * ```
 */
export class Backoff {
  readonly #policy: RetryPolicy;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #began: number;
  #waits = 0;
  #attempt = 0;

  constructor(policy: RetryPolicy, { now = () => performance.now(), random = Math.random }: BackoffClock = {}) {
    this.#policy = policy;
    this.#now = now;
    this.#random = random;
    this.#began = now();
  }

  /** Failures so far. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Milliseconds since this object was made; at least the sum of the waits, even when the clock was set back. */
  get elapsed(): number {
    return Math.max(this.#now() - this.#began, this.#waits);
  }

  /**
   * Counts a failure. Returns the whole milliseconds to wait before the next attempt, or `undefined` when `giveUpAfter`
   * is over.
   *
   * @param retryAfter Milliseconds that the server asked for; default 0.
   */
  next(retryAfter = 0): number | undefined {
    const { initialDelay, maxDelay, giveUpAfter, maxRetryAfter } = this.#policy;
    const left = Math.ceil(giveUpAfter) - this.elapsed;
    const full = Math.min(maxDelay, initialDelay * 2 ** this.#attempt);
    this.#attempt += 1;
    if (left <= 0) return undefined;
    const drawn = full / 2 + (full / 2) * this.#random();
    const wait = Math.ceil(Math.min(left, Math.max(drawn, Math.min(retryAfter, maxRetryAfter))));
    this.#waits += wait;
    return wait;
  }
}
