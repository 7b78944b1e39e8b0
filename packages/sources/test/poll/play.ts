import { setImmediate } from 'node:timers/promises';
import type { VirtualTimeScheduler } from 'rxjs';

/** Lets virtual time pass, one instant after the other, until the promise settles; what it settles with comes back. */
export const play = async <T>(scheduler: VirtualTimeScheduler, promise: Promise<T>): Promise<T> => {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  // Promises run between two instants, so that what they schedule comes in its turn.
  for (await setImmediate(); !settled; await setImmediate()) {
    const [next] = scheduler.actions;
    if (next === undefined) throw new Error(`Nothing is left to happen at ${scheduler.now()} ms.`);
    scheduler.maxFrames = next.delay;
    scheduler.flush();
  }
  return promise;
};

/** Resolves after so many milliseconds of virtual time. */
export const later = (scheduler: VirtualTimeScheduler, ms: number): Promise<void> =>
  new Promise((resolve) => scheduler.schedule(() => resolve(), ms));

/** Takes the first values and leaves. */
export const take = async <T>(source: AsyncIterable<T>, count: number): Promise<T[]> => {
  const taken: T[] = [];
  for await (const value of source) {
    taken.push(value);
    if (taken.length === count) break;
  }
  return taken;
};
