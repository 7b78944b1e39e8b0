import type { RetryAfterOptions } from '@penstock/stream';
import { checkOptions, retryOptionNames, toCount, toRetryPolicy } from '@penstock/stream/internal';
import type { RetryPolicy } from '@penstock/stream/internal';

/** How `poll` retries a call that failed with a transient error. */
export interface PollRetryOptions extends RetryAfterOptions {
  /** The number of failures in a row at which the error is thrown, from 1 up, or `Infinity`. Default: 10. */
  readonly attempts?: number;
}

/** The checked {@link PollRetryOptions}. */
export interface PollRetryPolicy extends RetryPolicy {
  readonly attempts: number;
}

const defaults: RetryPolicy = {
  initialDelay: 1_000,
  maxDelay: 60_000,
  giveUpAfter: Infinity,
  maxRetryAfter: 86_400_000,
};

/** Checks the options and fills in their defaults; throws `PENSTOCK_BAD_OPTION`. */
export const toPollRetryPolicy = (options: PollRetryOptions): PollRetryPolicy => {
  const { attempts = 10 } = checkOptions(
    options,
    { ...retryOptionNames, maxRetryAfter: true, attempts: true },
    'retry',
  );
  return {
    ...toRetryPolicy(options, defaults),
    attempts: attempts === Infinity ? attempts : toCount(attempts, 'retry.attempts (or Infinity)'),
  };
};
