import type { Duration } from '@penstock/stream';
import { Backoff, checkFunctions, checkOptions, toCount, toMs } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { wait } from '@penstock/stream/internal/rxjs';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { askedWait } from '../failure/asked-wait.ts';
import { isTransient } from '../failure/is-transient.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { callUntil } from '../abort/call-until.ts';
import { toPollRetryPolicy } from './poll-retry.ts';
import type { PollRetryOptions } from './poll-retry.ts';

/** The result of a polled function: one value, an array of several in order, or `undefined` for none this time. */
export type Polled<T> = T | readonly T[] | undefined;

/** The next retry of a failed call. */
export interface PollRetry {
  /** Failures in a row so far, from 1 up. */
  readonly attempt: number;
  /** Milliseconds from now until the retry. */
  readonly wait: number;
}

/**
 * The rate of calls that a server allows, retries included. Calls are spread evenly: they are at least `per / calls`
 * apart, so no span of `per` has more than `calls`. A shorter `every` is raised to that time. Sources that share a key
 * must divide its budget among them. The budget is not kept across restarts: a new process does not know of earlier
 * calls.
 */
export interface PollBudget {
  /** Number of calls, from 1 up. */
  readonly calls: number;
  /** The time in which that many calls are allowed, from 1 ms, such as `1d`. */
  readonly per: Duration;
}

/** Options of {@link poll}. */
export interface PollOptions {
  /** Time from one call to the next, from 1 ms. */
  readonly every: Duration;
  /** The rate that the server allows. Default: no limit. */
  readonly budget?: PollBudget;
  /** Name of the source, under which positions are kept. Default: the function's own name, else `poll`. */
  readonly name?: string;
  /** Ends the iteration immediately; it then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /**
   * Retries of calls that failed with a transient error. Default: `initialDelay` 1 s, `maxDelay` 1 min, no
   * `giveUpAfter`, 10 `attempts`. The error is also thrown when a server asks for a longer wait than `maxRetryAfter`,
   * by default 1 day.
   */
  readonly retry?: PollRetryOptions;
  /** Whether an error is transient, so that the call is retried. Default: {@link isTransient}. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Called with each error that is retried. Default: none. */
  readonly onError?: (error: unknown, retry: PollRetry) => void;
  /** Called with the number of ticks in a row that passed without a call. Default: none. */
  readonly onMissed?: (ticks: number) => void;
  /** The clock and timers. Default: `asyncScheduler` of RxJS. */
  readonly scheduler?: SchedulerLike;
  /** Random numbers from 0 to below 1, for the jitter of the waits. Default: `Math.random`. */
  readonly random?: () => number;
}

const optionNames: OptionNames<PollOptions> = {
  every: true,
  budget: true,
  name: true,
  signal: true,
  retry: true,
  isTransient: true,
  onError: true,
  onMissed: true,
  scheduler: true,
  random: true,
};

/** An endless source of the results of a function; each iteration starts again at its own first tick. */
export interface PollSource<T> extends AsyncIterable<T> {
  readonly name: string;
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined>;
}

/**
 * Calls a function on a schedule and yields its results, one value at a time.
 *
 * Ticks lie on a fixed grid: the first call is made when the iteration begins, the others whole multiples of `every`
 * (or of the time that `budget` allows) later. Waits and slow calls therefore cause no drift. Calls never overlap. A
 * tick is missed if it passes while a call runs, a retry waits, or the reader processes an earlier value. `onMissed`
 * reports missed ticks; they are not made up for.
 *
 * The function gets a signal that aborts when the iteration ends. It resolves with one value, an array of several (so
 * wrap a value that is itself an array), or `undefined` for none. A call that fails with a transient error is retried
 * with back-off; the wait is at least the `retryAfter`, in milliseconds, of the error or one of its causes. Any other
 * error, the last of `attempts` failures in a row, or a failure after `giveUpAfter` ends the iteration and is thrown.
 *
 * Positions count from 0 in every run. If ids must stay the same across runs, give `deliver` an `id` made from the
 * value.
 *
 * Throws `PENSTOCK_BAD_OPTION` when called. The iteration throws the signal's reason and the function's errors.
 *
 * @example
 * ```ts
 * const quotes = poll(messariQuotes({ asset: 'btc' }), { every: '3s', onMissed: (n) => console.warn(`${n} missed`) });
 * await run(deliver(quotes, { id: ({ time }) => `btc-${time}` }), settle(), { signal });
 * ```
 */
export const poll = <T>(call: (signal: AbortSignal) => Promise<Polled<T>>, options: PollOptions): PollSource<T> => {
  checkOptions(options, optionNames, 'poll');
  const apart = toApart(options.budget);
  const every = Math.max(toMs(options.every, 'every', { min: 1 }), apart);
  const { scheduler = asyncScheduler, random = Math.random, onError, onMissed } = options;
  checkFunctions({ isTransient: options.isTransient, onError, onMissed, random });
  const policy = toPollRetryPolicy(options.retry ?? {});
  const mayPass = options.isTransient ?? isTransient;
  // Shared by all iterations of the source, so that a new iteration does not enlarge the budget.
  let earliest = Number.NEGATIVE_INFINITY;
  // After the clock is set back, wait no longer than one interval instead of until the clock catches up.
  const untilAllowed = (): number => Math.min(Math.max(0, earliest - scheduler.now()), apart);

  const ask = async (signal: AbortSignal): Promise<Polled<T>> => {
    let backoff: Backoff | undefined;
    for (;;) {
      const early = untilAllowed();
      if (early > 0) await wait(early, { scheduler, signal });
      earliest = scheduler.now() + apart;
      try {
        return await callUntil(signal, call);
      } catch (error) {
        signal.throwIfAborted();
        const asked = askedWait(error);
        if (!mayPass(error) || asked > policy.maxRetryAfter) throw error;
        backoff ??= new Backoff(policy, { now: () => scheduler.now(), random });
        const delay = backoff.next(asked);
        const { attempt } = backoff;
        if (delay === undefined || attempt >= policy.attempts) throw error;
        const ms = Math.max(delay, untilAllowed());
        onError?.(error, { attempt, wait: ms });
        signal.throwIfAborted();
        await wait(ms, { scheduler, signal });
      }
    }
  };

  async function* ticks(signal: AbortSignal): AsyncGenerator<T, void, undefined> {
    const begin = scheduler.now();
    for (let tick = 0; ;) {
      const got = await ask(signal);
      if (Array.isArray(got)) yield* got as readonly T[];
      else if (got !== undefined) yield got as T;
      const next = Math.max(tick + 1, Math.ceil((scheduler.now() - begin) / every));
      if (next > tick + 1) onMissed?.(next - tick - 1);
      signal.throwIfAborted();
      tick = next;
      // After the clock is set back, wait no longer than one tick instead of until the clock catches up.
      await wait(Math.min(Math.max(0, begin + tick * every - scheduler.now()), every), { scheduler, signal });
    }
  }

  return {
    name: options.name ?? (call.name || 'poll'),
    [Symbol.asyncIterator]: () => leaveAtOnce(options.signal, ticks),
  };
};

const toApart = (budget: PollBudget | undefined): number => {
  if (budget === undefined) return 0;
  const { calls, per } = checkOptions(budget, { calls: true, per: true }, 'budget');
  return toMs(per, 'budget.per', { min: 1 }) / toCount(calls, 'budget.calls');
};
