import { setImmediate } from 'node:timers/promises';
import type { VirtualTimeScheduler } from 'rxjs';

/** Advances virtual time from event to event until the promise settles, and settles in the same way. */
export const play = async <T>(scheduler: VirtualTimeScheduler, promise: Promise<T>): Promise<T> => {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  // Let promises run between two events, so that the timers they set are seen.
  for (await setImmediate(); !settled; await setImmediate()) {
    const [next] = scheduler.actions;
    if (next === undefined) throw new Error(`The promise is pending, but no timer is left at ${scheduler.now()} ms.`);
    scheduler.maxFrames = next.delay;
    scheduler.flush();
  }
  return promise;
};

/** Resolves after a number of milliseconds of virtual time. */
export const later = (scheduler: VirtualTimeScheduler, ms: number): Promise<void> =>
  new Promise((resolve) => scheduler.schedule(() => resolve(), ms));

/** Returns the first values and stops reading. */
export const take = async <T>(source: AsyncIterable<T>, count: number): Promise<T[]> => {
  const taken: T[] = [];
  for await (const value of source) {
    taken.push(value);
    if (taken.length === count) break;
  }
  return taken;
};
