import { toWindows } from '@penstock/stream';
import { pickOptions, toCount } from '@penstock/stream/internal';
import type { CalendarOptions, Interval, Windows } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import { timeUnits } from './time-unit.ts';
import type { TimeUnit } from './time-unit.ts';

/** What is read, and in what portions. */
export interface ReadOptions extends CalendarOptions {
  /** Index, alias, data stream or pattern. */
  readonly index: string;
  /** Field of event time, a `date`, `date_nanos` or number; default `'time'`. */
  readonly time?: string;
  /** Unit of times that were written as numbers; default `'ms'`. */
  readonly unit?: TimeUnit;
  /** Which documents, as a query of Elasticsearch; default all. */
  readonly query?: Record<string, unknown>;
  /** First instant that is read, a `Date` or ms since the Unix epoch; default the beginning. */
  readonly from?: number | Date;
  /** First instant that is no longer read, a `Date` or ms since the Unix epoch; default the end. */
  readonly to?: number | Date;
  /**
   * Gathers documents into the windows of `ohlc` and `tumbling`, with `timeZone` and `origin`. Default: each document
   * is a row.
   */
  readonly interval?: Interval;
  /**
   * Which numbers are read; default `'written'`.
   *
   * - `'written'`: those of the documents. Fields that may not hold what was written, all but `double`, are read from
   *   `_source`; with `interval` their rows are then gathered in this process instead of in Elasticsearch.
   * - `'indexed'`: those that Elasticsearch searches and computes with. A `long` has lost what is behind the point, and
   *   a `float` has some 7 digits. It is quicker, and needs no `_source`.
   */
  readonly values?: 'written' | 'indexed';
  /** Rows asked for at a time, 1 to 10,000; default 5,000. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** The names of {@link ReadOptions}. */
export const readOptionNames: OptionNames<ReadOptions> = {
  index: true,
  time: true,
  unit: true,
  query: true,
  from: true,
  to: true,
  interval: true,
  timeZone: true,
  origin: true,
  values: true,
  pageSize: true,
  signal: true,
};

/** {@link ReadOptions}, checked and with defaults. */
export interface ReadSettings {
  readonly index: string;
  readonly time: string;
  readonly unit: TimeUnit | undefined;
  readonly query: Record<string, unknown> | undefined;
  /** -Infinity for the beginning. */
  readonly from: number;
  /** Infinity for the end. */
  readonly to: number;
  readonly isIndexed: boolean;
  /** The windows to gather documents into; `undefined` where each document is a row. */
  readonly windows: Windows | undefined;
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** The earliest and latest instant that a `Date` holds are this far from the Unix epoch, milliseconds. */
export const farthestTime = 8.64e15;

/** Checks what was asked for, before any request. */
export const toReadSettings = (options: ReadOptions): ReadSettings => {
  const { time = 'time', unit, query, values = 'written', interval, signal } = options;
  const windows =
    interval === undefined
      ? undefined
      : toWindows(interval, pickOptions<CalendarOptions>(options, { timeZone: true, origin: true }));
  if (unit !== undefined && !Object.hasOwn(timeUnits, unit))
    throw badOption(`unit must be 's', 'ms' or 'us'; got ${String(unit)}.`);
  if (values !== 'written' && values !== 'indexed')
    throw badOption(`values must be 'written' or 'indexed'; got ${String(values)}.`);
  if (query !== undefined && (typeof query !== 'object' || query === null || Array.isArray(query))) {
    throw badOption(`query must be an object, a query of Elasticsearch; got ${JSON.stringify(query)}.`);
  }
  const from = toInstant(options.from, 'from') ?? -Infinity;
  const to = toInstant(options.to, 'to') ?? Infinity;
  if (from > to) throw badOption(`from must not be after to; got ${textOf(from)} and ${textOf(to)}.`);
  return {
    index: toName(options.index, 'index'),
    time: toName(time, 'time'),
    unit,
    query,
    from,
    to,
    isIndexed: values === 'indexed',
    windows,
    pageSize: toPageSize(options.pageSize),
    signal,
  };
};

/** Checks the name of a field or an index. */
export const toName = (name: string, option: string): string => {
  if (typeof name === 'string' && name !== '') return name;
  throw badOption(`${option} must be a name; got ${JSON.stringify(name)}.`);
};

/** An instant in words. */
export const textOf = (time: number): string =>
  Math.abs(time) <= farthestTime ? new Date(time).toISOString() : String(time);

const toPageSize = (size: number | undefined): number => {
  const count = toCount(size ?? 5_000, 'pageSize');
  if (count <= 10_000) return count;
  throw badOption(`pageSize must be at most 10,000, Elasticsearch's own limit; got ${count}.`);
};

/** Checks an instant; `undefined` where none is given. */
export const toInstant = (instant: number | Date | undefined, option: string): number | undefined => {
  if (instant === undefined) return undefined;
  const time = instant instanceof Date ? instant.getTime() : instant;
  if (typeof time === 'number' && Math.abs(time) <= farthestTime) return time;
  throw badOption(
    `${option} must be a Date or milliseconds since the Unix epoch, within ±8.64e15; got ${String(instant)}.`,
  );
};

const badOption = (message: string): Error => elasticsearchError('PENSTOCK_BAD_OPTION', message);
