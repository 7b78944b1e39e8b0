import type { OptionNames } from '../check-options.ts';
import { toMs, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';

/**
 * When to retry after a failure and when to give up. Every source and sink that retries takes these options.
 *
 * Each function that takes them documents its own defaults.
 */
export interface RetryOptions {
  /** Longest wait after the first failure, from 1 ms. It doubles with each further failure in a row. */
  readonly initialDelay?: Duration;
  /** Longest wait that the doubling reaches, at least `initialDelay`. */
  readonly maxDelay?: Duration;
  /** Time to retry after the first failure in a row, from 0; then the error is thrown. `Infinity` for no limit. */
  readonly giveUpAfter?: Duration;
}

/** {@link RetryOptions} for a server that may ask for a longer wait with a `Retry-After` header. */
export interface RetryAfterOptions extends RetryOptions {
  /** Longest wait to accept from a server, from 0. A longer one is cut to it. */
  readonly maxRetryAfter?: Duration;
}

/** The checked {@link RetryAfterOptions}, in milliseconds. */
export interface RetryPolicy {
  readonly initialDelay: number;
  readonly maxDelay: number;
  readonly giveUpAfter: number;
  readonly maxRetryAfter: number;
}

/** The names in {@link RetryOptions}, for `checkOptions`. */
export const retryOptionNames: OptionNames<RetryOptions> = { initialDelay: true, maxDelay: true, giveUpAfter: true };

/**
 * Checks the values of retry options and fills in defaults. The caller must check the names with `checkOptions`.
 *
 * An `initialDelay` above the default of `maxDelay` raises that default.
 *
 * @param options The user's `retry` option.
 * @param defaults The values for the options that the user left out.
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
