import { asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { OptionNames } from '../check-options.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { RecordKey } from '../delivery/record-key.ts';
import type { Sink } from '../delivery/flow.ts';
import { toCount, toMs, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import { streamError } from '../errors.ts';
import { calendarNames } from './calendar/to-windows.ts';
import type { CalendarOptions } from './calendar/to-windows.ts';

/** What every operator with windows can be told. */
export interface WindowOptions<T> extends CalendarOptions {
  /**
   * Its state and its results' ids are known by this name; default the operator's and its interval, such as
   * `'ohlc-1m'`.
   */
  readonly name?: string;
  /** What records are grouped by, compared by its bytes; default the delivery's key. */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** Event time, ms since the Unix epoch; default the delivery's time. */
  readonly time?: (value: T, delivery: Delivery<T>) => number;
  /** How far behind the newest event time of its lane a record may come and still count; default 0. */
  readonly lateness?: Duration;
  /**
   * Where records go that come after their windows closed; default: they are acknowledged. They are counted either way.
   */
  readonly late?: Sink<T>;
  /**
   * Closes the windows of a lane that has been idle for so long by the clock alone; default `Infinity`: they wait for
   * its next record, or for other lanes.
   */
  readonly idleTimeout?: Duration;
  /**
   * Emits an early update of each window that changed, this often, at least 1 ms apart, under the id that its result
   * will have; default `Infinity`, never. Updates settle nothing. After a restart, all open windows of a lane have one
   * again with its first record.
   */
  readonly updateEvery?: Duration;
  /** Most keys in open windows at once, each counted once a window; at least 1, default 1,000,000. */
  readonly maxOpen?: number;
  /**
   * What becomes of a record that would open one more: `'reject'` rejects it with `PENSTOCK_WINDOWS_FULL`;
   * `'closeOldest'` closes the oldest windows early to make room, so that records still to come for them are late.
   * Default `'reject'`.
   */
  readonly onFull?: 'reject' | 'closeOldest';
  /**
   * Lets the records of a key come in several partitions, for a process that holds all of them: windows then close by
   * the slowest lane that is not idle, and wait for each one's first record. Default `false`.
   */
  readonly acrossPartitions?: boolean;
  /** Clock and timers of `updateEvery` and `idleTimeout`; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The names of {@link WindowOptions}. */
export const windowOptionNames: OptionNames<WindowOptions<never>> = {
  name: true,
  key: true,
  time: true,
  lateness: true,
  late: true,
  ...calendarNames,
  idleTimeout: true,
  updateEvery: true,
  maxOpen: true,
  onFull: true,
  acrossPartitions: true,
  scheduler: true,
};

/** The options once checked. */
export interface WindowSettings<T> {
  readonly name: string;
  readonly key: ((value: T, delivery: Delivery<T>) => RecordKey | null) | undefined;
  readonly time: ((value: T, delivery: Delivery<T>) => number) | undefined;
  readonly lateness: number;
  readonly late: Sink<T> | undefined;
  readonly idleTimeout: number;
  readonly updateEvery: number;
  readonly maxOpen: number;
  readonly onFull: 'reject' | 'closeOldest';
  readonly acrossPartitions: boolean;
  readonly scheduler: SchedulerLike;
}

export const toSettings = <T>(options: WindowOptions<T>, defaultName: string): WindowSettings<T> => {
  const { onFull = 'reject' } = options;
  if (onFull !== 'reject' && onFull !== 'closeOldest') {
    throw streamError('PENSTOCK_BAD_OPTION', `onFull must be 'reject' or 'closeOldest'; got ${String(onFull)}.`);
  }
  return {
    name: options.name ?? defaultName,
    key: options.key,
    time: options.time,
    lateness: toMs(options.lateness ?? 0, 'lateness'),
    late: options.late,
    idleTimeout: toTimeLimit(options.idleTimeout ?? Infinity, 'idleTimeout'),
    updateEvery: toTimeLimit(options.updateEvery ?? Infinity, 'updateEvery', { min: 1 }),
    maxOpen: toCount(options.maxOpen ?? 1_000_000, 'maxOpen'),
    onFull,
    acrossPartitions: options.acrossPartitions ?? false,
    scheduler: options.scheduler ?? asyncScheduler,
  };
};
