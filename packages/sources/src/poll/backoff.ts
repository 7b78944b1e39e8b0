import { checkOptions, toMs } from '@penstock/stream';
import type { Duration } from '@penstock/stream';
import { sourcesError } from '../errors.ts';
import { causesOf } from '../failure/causes-of.ts';

/** How `poll` waits after errors that may pass. */
export interface BackoffOptions {
  /** Longest wait after the first failure, from 1 ms. Default: 1 second. It doubles with each further one. */
  readonly first?: Duration;
  /** Bound of that doubling, at least `first`. Default: 1 minute. */
  readonly max?: Duration;
  /** Calls in a row that may fail before the error is thrown, from 1 up, or `Infinity`. Default: 10. */
  readonly attempts?: number;
  /** Longest wait that a server may ask for; the error is thrown when it asks for more. Default: 1 day. */
  readonly maxRetryAfter?: Duration;
}

/** Milliseconds to wait after failure number `attempt`, from 1 up; undefined: give up. */
export type Backoff = (attempt: number, error: unknown) => number | undefined;

/**
 * Half of each wait is fixed and half is chance, so that clients that failed together do not come back together
 * ("equal jitter": M. Brooker, Exponential Backoff And Jitter, AWS Architecture Blog, 2015).
 */
export const makeBackoff = (options: BackoffOptions, random: () => number): Backoff => {
  checkOptions(options, { first: true, max: true, attempts: true, maxRetryAfter: true }, 'backoff');
  const first = toMs(options.first ?? '1s', 'backoff.first', { min: 1 });
  const max = toMs(options.max ?? '1m', 'backoff.max');
  const maxRetryAfter = toMs(options.maxRetryAfter ?? '1d', 'backoff.maxRetryAfter');
  const { attempts = 10 } = options;
  const must = (holds: boolean, option: string, expected: string, got: unknown): void => {
    if (!holds) throw sourcesError('PENSTOCK_BAD_OPTION', `backoff.${option} must be ${expected}; got ${String(got)}.`);
  };
  must(max >= first, 'max', `at least first, ${first} ms`, options.max ?? '1m');
  must(
    attempts === Number.POSITIVE_INFINITY || (Number.isSafeInteger(attempts) && attempts >= 1),
    'attempts',
    'a whole number of at least 1, or Infinity',
    attempts,
  );

  return (attempt, error) => {
    if (attempt >= attempts) return undefined;
    const asked = askedWait(error);
    if (asked > maxRetryAfter) return undefined;
    return Math.ceil(Math.max(asked, Math.min(max, first * 2 ** (attempt - 1)) * (0.5 + random() / 2)));
  };
};

/** The longest `retryAfter` of an error and its causes, since a caller may have wrapped the error of the server. */
const askedWait = (error: unknown): number => {
  let longest = 0;
  for (const { retryAfter } of causesOf(error) as Iterable<{ retryAfter?: unknown }>) {
    if (typeof retryAfter === 'number' && retryAfter > longest) longest = retryAfter;
  }
  return longest;
};
