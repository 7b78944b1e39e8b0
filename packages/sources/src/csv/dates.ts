import { zoneOffset } from '@penstock/stream/internal';
import { checkOptions } from '@penstock/stream/internal';
import { sourcesError } from '../errors.ts';
import { isoStamp, stampReader } from './date-format.ts';
import type { Stamp, StampReader } from './date-format.ts';
import { instantsOf } from './instants-of.ts';
import { present, shown } from './readers.ts';
import type { CsvReader } from './readers.ts';

/** Options of {@link dateAs}. */
export interface DateOptions {
  /**
   * The IANA time zone of times of day without an offset, such as `'America/New_York'` or `'UTC'`. Default: such times
   * are errors.
   */
  readonly timeZone?: string;
}

/**
 * Makes a reader of dates in one format, as milliseconds since the Unix epoch, UTC.
 *
 * The format is `'ISO'` (what {@link date} reads), or a text of these parts: `YYYY`, `M`/`MM`/`MMM` (`Jan`), `D`/`DD`,
 * `H`/`HH` or `h`/`hh` with `A` (AM or PM), `mm`, `ss`, `SSS` (1 to 9 digits after the second) and `Z` (`Z`, `+02:00`
 * or `+0200`). The letter `T`, and any character that is not a letter, must be in the cell as it is. A double letter
 * such as `MM` reads exactly two digits. A single letter reads one or two, so two single letters need a separator
 * between them. Years have four digits.
 *
 * A date without a time of day is midnight UTC. A time of day needs an offset in the cell or a `timeZone`. When clocks
 * change, some times of a time zone occur twice or never; such a time is an error. Fractions of a millisecond are
 * dropped.
 *
 * @throws `PENSTOCK_BAD_OPTION` for an invalid format or time zone.
 *
 * @example
 * ```ts
 * const quotes = csv('quotes.csv', {
 *   columns: { Day: dateAs('DD.MM.YYYY'), Close: number },
 * });
 * const trades = csv('trades.csv', {
 *   columns: { Time: dateAs('YYYY-MM-DD HH:mm:ss', { timeZone: 'America/New_York' }), Price: number },
 * });
 * ```
 */
export const dateAs = (format: string, options: DateOptions = {}): CsvReader<number> => {
  const { timeZone } = checkOptions(options, { timeZone: true }, 'dateAs');
  const instants = timeZone === undefined ? undefined : instantsOf(zoneOffset(timeZone));
  const read = readerOf(format);
  if (format !== 'ISO' && /h/i.test(format) && !format.includes('Z') && !instants) {
    throw sourcesError(
      'PENSTOCK_BAD_OPTION',
      `Expected Z (the offset) in the format ${format}, or a timeZone, because it has a time of day; got neither.`,
    );
  }
  return (cell) => {
    const stamp = stampOf(cell, format, read);
    if (!stamp.timed) return stamp.wall;
    if (stamp.offset !== undefined) return stamp.wall - stamp.offset;
    if (!instants) {
      throw new Error(
        `expected a time of day with its offset from UTC, such as Z or +02:00; got ${shown(cell)}. Give timeZone ` +
          'if all times are of one time zone',
      );
    }
    const [instant, second] = instants(stamp.wall);
    if (instant !== undefined && second === undefined) return instant;
    throw new Error(
      `expected a time that occurs once in ${timeZone}; ${shown(cell)} occurs ` +
        `${instant === undefined ? 'never' : 'twice'}, because the clocks change. Get the file with its times ` +
        'in UTC, or with their offset',
    );
  };
};

/** Makes a reader of the date alone, as midnight UTC; it ignores the time of day and the offset of the cell. */
export const dayAs = (format: string): CsvReader<number> => {
  const read = readerOf(format);
  return (cell) => Math.floor(stampOf(cell, format, read).wall / dayMs) * dayMs;
};

const dayMs = 86_400_000;

const readerOf = (format: string): StampReader => (format === 'ISO' ? isoStamp : stampReader(format));

const stampOf = (cell: string, format: string, read: StampReader): Stamp => {
  const stamp = read(present(cell, 'a date'));
  if (stamp) return stamp;
  throw new Error(
    format === 'ISO'
      ? `expected a date such as 2014-09-17 or 2014-09-17T12:00:00Z; got ${shown(cell)}. Set a format for other ` +
          'dates, or a unit for times since the epoch'
      : `expected an existing date in the format ${format}; got ${shown(cell)}`,
  );
};

/**
 * Reads an ISO 8601 date as milliseconds since the Unix epoch, UTC.
 *
 * `2014-09-17` is midnight UTC. A time of day, after `T` or a space, needs `Z` or an offset, because without one its
 * meaning depends on a time zone; {@link dateAs} takes a time zone. Years have four digits and are taken literally:
 * `0050` is the year 50. Dates that do not exist, such as `2023-02-29`, week dates, and dates in any other format are
 * errors. `24:00` is midnight at the end of the day. Fractions of a millisecond are dropped.
 *
 * @example
 * ```ts
 * csv('rates.csv', { columns: { Date: date } });
 * ```
 */
export const date: CsvReader<number> = dateAs('ISO');

/** The unit of a time since the Unix epoch: seconds, milliseconds, microseconds or nanoseconds. */
export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

/** The number of places by which the decimal point moves to turn a unit into milliseconds. */
const places: Readonly<Record<EpochUnit, number>> = { s: 3, ms: 0, us: -3, ns: -6 };

const maxTime = 8_640_000_000_000_000;

/**
 * Makes a reader of times since the Unix epoch in a unit, as milliseconds since then.
 *
 * A cell is a decimal number such as `1577836800` or `1577836800.5`. Every digit counts; only then are fractions of a
 * millisecond dropped. A time beyond what a `Date` holds (±8.64e15 ms) is an error.
 *
 * @throws `PENSTOCK_BAD_OPTION` for any other unit.
 *
 * @example
 * ```ts
 * csv('trades.csv', { columns: { Time: epoch('s'), Price: number } });
 * ```
 */
export const epoch = (unit: EpochUnit): CsvReader<number> => {
  if (!Object.hasOwn(places, unit)) {
    throw sourcesError('PENSTOCK_BAD_OPTION', `unit must be 's', 'ms', 'us' or 'ns'; got ${JSON.stringify(unit)}.`);
  }
  return (cell) => {
    const [, sign, whole, fraction = ''] = /^([+-]?)(\d{1,30})(?:\.(\d{0,30}))?$/.exec(present(cell, 'a time')) ?? [];
    if (whole === undefined) throw new Error(`expected a time since the epoch such as 1577836800; got ${shown(cell)}`);
    const time = Math.floor(shifted(sign === '-', whole, fraction, places[unit]));
    if (Math.abs(time) <= maxTime) return time;
    throw new Error(
      `expected a time within ±8.64e15 ms of 1970; got ${shown(cell)} in the unit ${unit}. Set unit to the file's ` +
        'unit',
    );
  };
};

/**
 * Returns `whole.fraction` with its decimal point moved `by` places to the right, exact in the digits before the point.
 */
const shifted = (negative: boolean, whole: string, fraction: string, by: number): number => {
  const digits = whole.padStart(1 - by, '0') + fraction.padEnd(by, '0');
  const point = Math.max(whole.length, 1 - by) + by;
  const integer = BigInt(digits.slice(0, point));
  const rest = /[1-9]/.test(digits.slice(point));
  // Below 0 a fraction rounds down too, to the millisecond before.
  return Number(negative ? -integer - (rest ? 1n : 0n) : integer);
};
