import type { RetryPolicy } from '@penstock/stream/internal';
import type { RetryOptions } from 'kafkajs';

// What is to be tried for longer is tried again by the callers, which report it.
const longestWait = 2_000;

/** The retries of kafkajs itself, in its words, made of the connection's `retry`. */
export const clientRetry = ({ initialDelay, maxDelay }: RetryPolicy): RetryOptions => ({
  initialRetryTime: Math.min(initialDelay, longestWait),
  maxRetryTime: Math.min(maxDelay, longestWait),
  retries: 3,
});

/** An admin client tries nothing again; its caller does. */
export const adminRetry: RetryOptions = { retries: 0 };

/** How long a send waits before its one retry, in milliseconds; the rest is the caller's. */
export const sendRetryWait = ({ initialDelay }: RetryPolicy): number => Math.min(initialDelay, longestWait);

/** A consumer that has failed starts again for as long as `goesOn` holds. */
export const consumerRetry = (goesOn: () => boolean): RetryOptions => ({
  retries: 8,
  restartOnFailure: async () => goesOn(),
});
