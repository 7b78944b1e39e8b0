import { asyncScheduler, Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { streamError } from '../errors.ts';
import { longestTimer } from './longest-timer.ts';

/**
 * Calls `work` once, no earlier than `ms` from now. The wait may have any length. Unsubscribe to cancel.
 *
 * Timers of Node and browsers drop a fraction, and fire immediately when the delay is above 2147483647 ms. This
 * function rounds a fraction up and uses several timers for a longer wait. With `Infinity` it never calls `work`.
 *
 * @param ms Milliseconds; below 0 counts as 0.
 * @param scheduler Clock and timers; default RxJS's `asyncScheduler`.
 * @throws `PENSTOCK_BAD_OPTION` when `ms` is `NaN` or not a number.
 *
 * @example
 * ```ts
 * const timer = startTimer(toMs('30d', 'reminder'), () => console.log('thirty days later'));
 * timer.unsubscribe();
 * ```
 */
export const startTimer = (ms: number, work: () => void, scheduler: SchedulerLike = asyncScheduler): Subscription => {
  if (ms <= longestTimer) return scheduler.schedule(work, ms > 0 ? Math.ceil(ms) : 0);
  if (ms === Infinity) return new Subscription();
  if (!(ms > longestTimer)) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      `A wait must be a number of milliseconds, or Infinity; got ${String(ms)}. Use toMs for text such as '5s'.`,
    );
  }
  let left = ms - longestTimer;
  return scheduler.schedule(function () {
    if (left <= 0) return work();
    const next = Math.min(left, longestTimer);
    left -= next;
    this.schedule(undefined, Math.ceil(next));
  }, longestTimer);
};
