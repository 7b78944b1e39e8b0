import { Backoff, checkOptions, toCount, toMs, wait } from '@penstock/stream/internal';
import type { Duration } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { askedWait } from '../failure/asked-wait.ts';
import { isTransient } from '../failure/is-transient.ts';
import { leaveAtOnce } from '../abort/leave-at-once.ts';
import { callUntil } from '../abort/call-until.ts';
import { toPollRetryPolicy } from './poll-retry.ts';
import type { PollRetryOptions } from './poll-retry.ts';

/** What a polled function may give: one value, several in order, or `undefined` for nothing this time. */
export type Polled<T> = T | readonly T[] | undefined;

/** A failed call that will be made again. */
export interface PollRetry {
  /** Failures in a row so far, from 1 up. */
  readonly attempt: number;
  /** Milliseconds until the next call, as they are waited. */
  readonly wait: number;
}

/**
 * The calls that a server allows, retries included. Calls are at least `per / calls` apart, so that they are spread
 * evenly and no span of `per` has more than `calls`. An `every` that is shorter becomes that time. Several sources that
 * share a key need a share of the budget each, and a new process knows nothing of calls before it.
 */
export interface PollBudget {
  /** From 1 up. */
  readonly calls: number;
  /** From 1 ms, such as `1d`. */
  readonly per: Duration;
}

/** Options of {@link poll}. */
export interface PollOptions {
  /** Time from one call to the next, from 1 ms. */
  readonly every: Duration;
  /** What the server allows. Default: none. */
  readonly budget?: PollBudget;
  /** Name of the source, under which positions are kept. Default: the function's own name, else `poll`. */
  readonly name?: string;
  /** Ends the iteration at once, which then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
  /**
   * Waits after errors that may pass. Default: `initialDelay` 1 s, `maxDelay` 1 min, no `giveUpAfter`, 10 `attempts`.
   * The error is thrown, too, when a server asks for a wait beyond `maxRetryAfter`, 1 day by default.
   */
  readonly retry?: PollRetryOptions;
  /** Tells the errors worth another call. Default: {@link isTransient}. */
  readonly isTransient?: (error: unknown) => boolean;
  /** Told of each error after which the call is made again. Default: nobody. */
  readonly onError?: (error: unknown, retry: PollRetry) => void;
  /** Told how many ticks in a row passed without a call. Default: nobody. */
  readonly onMissed?: (ticks: number) => void;
  /** Clock and timers. Default: `asyncScheduler` of RxJS. */
  readonly scheduler?: SchedulerLike;
  /** Numbers of at least 0 and below 1, for the waits. Default: `Math.random`. */
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

/** An endless source of what a function gives, from the first tick anew in every iteration. */
export interface PollSource<T> extends AsyncIterable<T> {
  readonly name: string;
  [Symbol.asyncIterator](): AsyncIterator<T, void, undefined>;
}

/**
 * Calls a function again and again and gives what it answers, one value at a time.
 *
 * Ticks lie on a fixed grid: the first call is made when the iteration begins, and the others whole multiples of
 * `every` later (or of what `budget` allows), so waits and slow calls add up to no drift. Calls never overlap. A tick
 * that passes while a call runs, a retry waits, or the reader is busy with an earlier value is missed: it is told to
 * `onMissed` and not made up for.
 *
 * The function gets a signal that aborts when the iteration ends. It resolves with one value, an array of several (so
 * wrap a value that is itself an array), or `undefined` for none. After an error that may pass the call is made again,
 * with back-off; a `retryAfter` in milliseconds on the error or a cause of it is waited for at least. Any other error,
 * one failure too many in a row, or a failure after `giveUpAfter`, is thrown and ends the iteration.
 *
 * Positions count from 0 in every run, so give `deliver` an `id` made of the value where the id must last.
 *
 * Throws `PENSTOCK_BAD_OPTION` at once. The iteration throws the signal's reason, and what the function throws.
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
  const { scheduler = asyncScheduler, random = Math.random } = options;
  const policy = toPollRetryPolicy(options.retry ?? {});
  const mayPass = options.isTransient ?? isTransient;
  // Of the source, not of an iteration: reading it anew does not make the budget larger.
  let earliest = Number.NEGATIVE_INFINITY;
  // A clock that is set back must not stop the source until it has caught up.
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
        options.onError?.(error, { attempt, wait: ms });
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
      if (next > tick + 1) options.onMissed?.(next - tick - 1);
      signal.throwIfAborted();
      tick = next;
      // A clock that is set back must not stop the source until it has caught up.
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
