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

/** Options of every operator with windows. */
export interface WindowOptions<T> extends CalendarOptions {
  /** Name of the state, and first part of result ids; default the operator and its interval, such as `'ohlc-1m'`. */
  readonly name?: string;
  /** Returns the key to group by; default the record's key. Keys are compared by their bytes. */
  readonly key?: (value: T, delivery: Delivery<T>) => RecordKey | null;
  /** Returns the event time, ms since the Unix epoch; default the record's time. */
  readonly time?: (value: T, delivery: Delivery<T>) => number;
  /** How far behind the newest event time of its lane a record may be without being late; default 0. */
  readonly lateness?: Duration;
  /**
   * Sink for late records, which come after their windows have closed; default: they are acknowledged. They are counted
   * in both cases.
   */
  readonly late?: Sink<T>;
  /**
   * How long a lane must be idle, while no other lane is active, before the clock closes its windows. Default
   * `Infinity`: its windows wait for the next record of this lane or of another one.
   */
  readonly idleTimeout?: Duration;
  /**
   * How often to emit early updates of the windows that have changed, at least 1 ms; default `Infinity`, never. An
   * update has the id of the later result, and settles no record. After a restart, the first record of a lane causes an
   * update of all its open windows.
   */
  readonly updateEvery?: Duration;
  /** The maximum number of keys in open windows; a key counts once for each window. At least 1, default 1,000,000. */
  readonly maxOpen?: number;
  /**
   * What to do with a record that needs more than `maxOpen`. `'reject'`, the default, rejects it with
   * `PENSTOCK_WINDOWS_FULL`. `'closeOldest'` closes the oldest windows early to make room; later records of these
   * windows are then late.
   */
  readonly onFull?: 'reject' | 'closeOldest';
  /**
   * Allows records of one key in several partitions, for a process that owns all partitions. The slowest lane that is
   * not idle then decides when windows close, and they wait for the first record of each such lane. Default `false`.
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

/** The checked {@link WindowOptions}. Durations are in milliseconds. */
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
