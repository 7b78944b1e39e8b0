/**
 * Functions that the packages of Penstock share: checks of options, retries, timers. They are internal: any release may
 * change or remove them. Do not use them in your own program.
 */
export { checkOptions, pickOptions } from '../check-options.ts';
export type { OptionNames } from '../check-options.ts';
export { toJson } from '../to-json.ts';
export { toCount, toMs, toTimeLimit } from '../duration.ts';
export type { DurationRange } from '../duration.ts';
export { Backoff } from '../retry/backoff.ts';
export type { BackoffClock } from '../retry/backoff.ts';
export { retryAfterMs } from '../retry/retry-after.ts';
export type { RetryAfterContext } from '../retry/retry-after.ts';
export { retryOptionNames, toRetryPolicy } from '../retry/retry-options.ts';
export type { RetryPolicy } from '../retry/retry-options.ts';
export { startTimer } from '../timers/start-timer.ts';
export { TimeLimit } from '../timers/time-limit.ts';
export { wait } from '../retry/wait.ts';
export type { WaitOptions } from '../retry/wait.ts';
export { flowOptionNames } from '../source/create-flow.ts';
export { toRecordId, toRecordKey, toRecordTime } from '../source/record-facts.ts';
export { toSinkOptionNames } from '../sink/to-sink.ts';
