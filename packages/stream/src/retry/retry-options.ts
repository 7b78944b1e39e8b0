import type { OptionNames } from '../check-options.ts';
import { toMs, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';

/**
 * When to try again after a failure, and when to give up: the options of every source and sink that retries.
 *
 * The defaults are those of the function that takes the options.
 */
export interface RetryOptions {
  /** Longest wait after the first failure, from 1 ms. It doubles with each further failure in a row. */
  readonly initialDelay?: Duration;
  /** Bound of that doubling, at least `initialDelay`. */
  readonly maxDelay?: Duration;
  /** Time from the first failure in a row after which the error is thrown, from 0; `Infinity` for no limit. */
  readonly giveUpAfter?: Duration;
}

/** {@link RetryOptions} where a server may ask for a longer wait, by `Retry-After`. */
export interface RetryAfterOptions extends RetryOptions {
  /** Longest wait that a server may ask for, from 0. */
  readonly maxRetryAfter?: Duration;
}

/** {@link RetryAfterOptions} once checked, in milliseconds. */
export interface RetryPolicy {
  readonly initialDelay: number;
  readonly maxDelay: number;
  readonly giveUpAfter: number;
  readonly maxRetryAfter: number;
}

/** The names in {@link RetryOptions}, for `checkOptions`. */
export const retryOptionNames: OptionNames<RetryOptions> = { initialDelay: true, maxDelay: true, giveUpAfter: true };

/**
 * Checks the values of retry options and fills in the defaults of the function that takes them; the names are for the
 * caller to check.
 *
 * An `initialDelay` above the default of `maxDelay` raises that default.
 *
 * @param options What the user gave as `retry`.
 * @param defaults What holds where the user gave nothing.
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const defaults = { initialDelay: 100, maxDelay: 10_000, giveUpAfter: Infinity, maxRetryAfter: 3_600_000 };
 * toRetryPolicy({ giveUpAfter: '5m' }, defaults).giveUpAfter; // 300000
 * ```
 */
export const toRetryPolicy = (options: RetryAfterOptions, defaults: RetryPolicy): RetryPolicy => {
  const initialDelay = toMs(options.initialDelay ?? defaults.initialDelay, 'retry.initialDelay', { min: 1 });
  return {
    initialDelay,
    maxDelay: toMs(
      options.maxDelay ?? Math.max(defaults.maxDelay, initialDelay),
      'retry.maxDelay (at least retry.initialDelay)',
      { min: initialDelay },
    ),
    giveUpAfter: toTimeLimit(options.giveUpAfter ?? defaults.giveUpAfter, 'retry.giveUpAfter'),
    maxRetryAfter: toMs(options.maxRetryAfter ?? defaults.maxRetryAfter, 'retry.maxRetryAfter'),
  };
};
