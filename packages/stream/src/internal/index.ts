/**
 * Code that the packages of Penstock share and that does not load RxJS: checks of options, retries, the calendar,
 * aggregates. It is internal: any release may change or remove it. Do not use it in your own program.
 *
 * @internal
 * @module
 */
export { checkFunctions, checkOptions, pickOptions } from '../check-options.ts';
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
export { flowOptionNames } from '../source/flow-options.ts';
export { toRecordId, toRecordKey, toRecordTime } from '../source/record-facts.ts';
export { toSinkOptionNames } from '../sink/to-sink-options.ts';
export { toWindows } from '../windows/calendar/to-windows.ts';
export { zoneOffset } from '../windows/calendar/zone-offset.ts';
export { count } from '../windows/aggregates/count.ts';
export { max } from '../windows/aggregates/max.ts';
export { mean } from '../windows/aggregates/mean.ts';
export { median } from '../windows/aggregates/median.ts';
export { min } from '../windows/aggregates/min.ts';
export { sum } from '../windows/aggregates/sum.ts';
