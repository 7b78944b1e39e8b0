import { Subscription } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { longestTimer } from './longest-timer.ts';

/** Calls `work` every `ms` until unsubscribed, first after `ms`. `ms` may have any length; `Infinity` means never. */
export const repeatEvery = (ms: number, work: () => void, scheduler: SchedulerLike): Subscription => {
  if (ms === Infinity) return new Subscription();
  let left = ms;
  const nextDelay = (): number => {
    const next = Math.min(left, longestTimer);
    left -= next;
    return Math.ceil(next);
  };
  return scheduler.schedule(function () {
    if (left <= 0) {
      work();
      left = ms;
    }
    this.schedule(undefined, nextDelay());
  }, nextDelay());
};
