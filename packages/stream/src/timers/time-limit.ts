import type { SchedulerLike, Subscription } from 'rxjs';
import { startTimer } from './start-timer.ts';

/**
 * A signal for work with a time limit. It aborts after `ms`, which may have any length, or when one of `signals`
 * aborts, with the reason of that signal. Call {@link TimeLimit.end} when the work is over.
 *
 * `AbortSignal.timeout` throws above 4294967295 ms and aborts immediately above 2147483647 ms. A long-lived signal
 * keeps a reference to every signal that `AbortSignal.any` makes of it, which leaks memory under Node 20.
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
   * @param signals Other signals that end the work.
   * @param scheduler Clock and timers; default RxJS's `asyncScheduler`.
   * @throws `PENSTOCK_BAD_OPTION` when `ms` is `NaN` or not a number.
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

  /** The signal to pass to the work. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when the time ran out, false when one of the signals aborted. */
  get expired(): boolean {
    return this.#expired;
  }

  /** Stops the timer and removes the listeners. The signal does not abort afterwards. */
  end(): void {
    this.#timer.unsubscribe();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    this.end();
    if (!this.#controller.signal.aborted) this.#controller.abort(this.#signals.find(({ aborted }) => aborted)?.reason);
  };
}
