import { setTimeout as wait } from 'node:timers/promises';
import { indexTrades, produceTrades } from './live-steps.ts';
import type { LiveStepOptions } from './live-steps.ts';
import type { LiveStore } from './store/live-store.ts';
import { liveGroup } from './places.ts';
import type { Places } from './places.ts';

/** Options of {@link runLive}. */
export interface LiveOptions extends LiveStepOptions {
  readonly store: LiveStore;
  /** Time at which the first run starts; milliseconds since the Unix epoch, UTC. */
  readonly since: number;
  /** How long trades are taken, in milliseconds; `undefined`: until the signal. All trades taken are indexed. */
  readonly takeFor: number | undefined;
}

/** Runs both steps, until the signal aborts or the time is over. */
export const runLive = async ({ takeFor, signal, ...options }: LiveOptions): Promise<void> => {
  const failed = new AbortController();
  const done = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const guarded = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  const timeLimit = takeFor === undefined ? [] : [AbortSignal.timeout(takeFor)];
  const producing = guarded(produceTrades({ ...options, signal: AbortSignal.any([stop, ...timeLimit]) }));
  const indexing = guarded(indexTrades({ ...options, signal: AbortSignal.any([stop, done.signal]) }));
  const ending = guarded(producing.then(() => caughtUp(options.places, stop))).finally(() => done.abort());
  const outcomes = await Promise.allSettled([indexing, producing, ending]);
  const reason: unknown = failed.signal.reason;
  if (outcomes.some(({ status }) => status === 'rejected')) throw reason;
};

const lookEvery = 200;

/** Resolves when all records of the topic are committed, or when the signal aborts. */
const caughtUp = async ({ topic }: Places, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const lags = await topic.lag(liveGroup);
    if (lags.every(({ lag }) => lag === 0)) return;
    await wait(lookEvery);
  }
};
