import type { SchedulerLike } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import { startTimer } from '../timers/start-timer.ts';

/** Options of {@link wait}. */
export interface WaitOptions {
  /** Ends the wait immediately; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Resolves no earlier than `ms` from now. The wait may have any length. With `Infinity` only the signal ends it.
 *
 * @throws (rejects with) the reason of the signal; `PENSTOCK_BAD_OPTION` when `ms` is `NaN` or not a number, or on an
 * unknown option.
 *
 * @example
 * ```ts
 * await wait(toMs('40d', 'pause'), { signal });
 * ```
 */
export const wait = async (ms: number, options: WaitOptions = {}): Promise<void> => {
  const { signal, scheduler } = checkOptions(options, { signal: true, scheduler: true }, 'wait');
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      timer.unsubscribe();
      reject(signal?.reason);
    };
    const timer = startTimer(
      ms,
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      scheduler,
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
};
