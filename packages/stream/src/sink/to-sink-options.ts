import type { SchedulerLike } from 'rxjs';
import type { OptionNames } from '../check-options.ts';
import type { Duration } from '../duration.ts';

/** Options of `toSink`. */
export interface ToSinkOptions {
  /** The maximum number of deliveries in a write; at least 1, default 500. */
  readonly maxBatch?: number;
  /** Longest time that a delivery waits for its batch to fill; `Infinity` for no limit. Default `'200ms'`. */
  readonly maxAge?: Duration;
  /** The maximum number of concurrent writes; at least 1. Default 1, which keeps the order of writes. */
  readonly concurrency?: number;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The names of {@link ToSinkOptions}, for a sink that takes them together with its own options. */
export const toSinkOptionNames: OptionNames<ToSinkOptions> = {
  maxBatch: true,
  maxAge: true,
  concurrency: true,
  scheduler: true,
};
