import type { RetryPolicy } from '@penstock/stream/internal';
import type { RetryOptions } from 'kafkajs';

// Longer retries are made by the callers, which report them.
const longestWait = 2_000;

/** Converts the connection's `retry` to kafkajs's options for its own retries. */
export const clientRetry = ({ initialDelay, maxDelay }: RetryPolicy): RetryOptions => ({
  initialRetryTime: Math.min(initialDelay, longestWait),
  maxRetryTime: Math.min(maxDelay, longestWait),
  retries: 3,
});

/** An admin client does not retry; its caller does. */
export const adminRetry: RetryOptions = { retries: 0 };

/** Returns the wait before the only retry of a send, in milliseconds; its caller makes further retries. */
export const sendRetryWait = ({ initialDelay }: RetryPolicy): number => Math.min(initialDelay, longestWait);

/** Makes a failed consumer restart while `goesOn` returns true. */
export const consumerRetry = (goesOn: () => boolean): RetryOptions => ({
  retries: 8,
  restartOnFailure: async () => goesOn(),
});
