import type { SchedulerLike, Subscription } from 'rxjs';
import { startTimer } from './start-timer.ts';

/**
 * A signal for work that must end in time: it aborts after `ms`, whatever its length, or as soon as one of `signals`
 * does, with that one's reason. Call {@link TimeLimit.end} when the work is over.
 *
 * `AbortSignal.timeout` throws above 4294967295 ms and acts at once above 2147483647. A signal of `AbortSignal.any`
 * stays known to every signal that it was made of, which under Node 20 adds up on one that lasts.
 *
 * @example
 * ```ts
 * const limit = new TimeLimit(toTimeLimit('30s', 'timeout'), [signal]);
 * try {
 *   await fetch('https://example.com/quotes', { signal: limit.signal });
 * } finally {
 *   limit.end();
 * }
 * ```
 */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #signals: readonly AbortSignal[];
  readonly #timer: Subscription;
  #expired = false;

  /**
   * @param ms Milliseconds; `Infinity` for no limit.
   * @param signals What else ends the work.
   * @param scheduler Clock and timers; default RxJS's `asyncScheduler`.
   * @throws `PENSTOCK_BAD_OPTION` on a time that is no number.
   */
  constructor(ms: number, signals: readonly AbortSignal[] = [], scheduler?: SchedulerLike) {
    this.#signals = signals;
    this.#timer = startTimer(
      ms,
      () => {
        this.#expired = true;
        this.#controller.abort(new DOMException(`The time limit of ${ms} ms is over.`, 'TimeoutError'));
      },
      scheduler,
    );
    for (const signal of signals) signal.addEventListener('abort', this.#stop, { once: true });
    if (signals.some(({ aborted }) => aborted)) this.#stop();
  }

  /** Give this to the work. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when the time has run out, as against an abort of one of the signals. */
  get expired(): boolean {
    return this.#expired;
  }

  /** Stops the clock and leaves the signals; the signal no longer aborts. */
  end(): void {
    this.#timer.unsubscribe();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    this.end();
    if (!this.#controller.signal.aborted) this.#controller.abort(this.#signals.find(({ aborted }) => aborted)?.reason);
  };
}
