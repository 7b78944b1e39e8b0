import type { SchedulerLike } from 'rxjs';

/** Where waits begin and end, milliseconds. */
export interface BackOff {
  readonly initialDelay: number;
  readonly maxDelay: number;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
}

/** The wait after the `attempt`-th failure, from 1: doubling, drawn between half and all, and never below `retryAfter`. */
export const delayOf = (attempt: number, { initialDelay, maxDelay, random }: BackOff, retryAfter = 0): number => {
  const full = Math.min(maxDelay, initialDelay * 2 ** Math.min(attempt - 1, 30));
  // Drawn, so that writers stopped by one overload do not all come back at one instant.
  return Math.max(retryAfter, full / 2 + (full / 2) * random());
};

/** Resolves after `ms`; rejects when the signal aborts. */
export const sleep = (ms: number, scheduler: SchedulerLike, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      timer.unsubscribe();
      reject(signal.reason);
    };
    const timer = scheduler.schedule(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
