import { toWindows } from '@penstock/stream';
import type { CalendarOptions, Interval, Windows } from '@penstock/stream';
import { pickOptions, toCount } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import { timeUnits } from './time-unit.ts';
import type { TimeUnit } from './time-unit.ts';

/** Options of the reading functions. */
export interface ReadOptions extends CalendarOptions {
  /** Name of an index, alias or data stream, or a pattern of names. */
  readonly index: string;
  /** Field of the event time, of type `date`, `date_nanos` or a number; default `'time'`. */
  readonly time?: string;
  /** Unit of times that were written as numbers; default `'ms'`. */
  readonly unit?: TimeUnit;
  /** Elasticsearch query that selects the documents; default all. */
  readonly query?: Record<string, unknown>;
  /** First instant to read, inclusive, a `Date` or ms since the Unix epoch; default the beginning. */
  readonly from?: number | Date;
  /** End of the span to read, exclusive, a `Date` or ms since the Unix epoch; default the end. */
  readonly to?: number | Date;
  /**
   * Groups documents into the same windows as `ohlc` and `tumbling`, by `timeZone` and `origin`. Default: each document
   * is a row.
   */
  readonly interval?: Interval;
  /**
   * Which numbers to read; default `'written'`.
   *
   * - `'written'`: the numbers in the documents. Only a `double` field always holds them exactly; fields of other types
   *   are read from `_source`. With `interval`, this process then groups their rows instead of Elasticsearch.
   * - `'indexed'`: the numbers that Elasticsearch searches and computes with. A `long` has no decimals, and a `float`
   *   has about 7 digits. This is faster and needs no `_source`.
   */
  readonly values?: 'written' | 'indexed';
  /** Rows per request, 1 to 10,000; default 5,000. */
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
  /** Milliseconds since the Unix epoch; -Infinity for the beginning. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; Infinity for the end. */
  readonly to: number;
  readonly isIndexed: boolean;
  /** The windows into which documents are grouped; `undefined` if each document is a row. */
  readonly windows: Windows | undefined;
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** Distance of the earliest and the latest instant of a `Date` from the Unix epoch, milliseconds. */
export const farthestTime = 8.64e15;

/** Checks the options and fills in defaults, before any request. */
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
    throw badOption(`query must be an object, an Elasticsearch query; got ${JSON.stringify(query)}.`);
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
  throw badOption(`${option} must be a non-empty string; got ${JSON.stringify(name)}.`);
};

/** Formats an instant for a message. */
export const textOf = (time: number): string =>
  Math.abs(time) <= farthestTime ? new Date(time).toISOString() : String(time);

const toPageSize = (size: number | undefined): number => {
  const count = toCount(size ?? 5_000, 'pageSize');
  if (count <= 10_000) return count;
  throw badOption(`pageSize must be at most 10,000, Elasticsearch's own limit; got ${count}.`);
};

/** Checks an instant and converts it to milliseconds; returns `undefined` if none is given. */
export const toInstant = (instant: number | Date | undefined, option: string): number | undefined => {
  if (instant === undefined) return undefined;
  const time = instant instanceof Date ? instant.getTime() : instant;
  if (typeof time === 'number' && Math.abs(time) <= farthestTime) return time;
  throw badOption(
    `${option} must be a Date or milliseconds since the Unix epoch, within ±8.64e15; got ${String(instant)}.`,
  );
};

const badOption = (message: string): Error => elasticsearchError('PENSTOCK_BAD_OPTION', message);
