import { checkOptions } from '../../check-options.ts';
import type { OptionNames } from '../../check-options.ts';
import { streamError } from '../../errors.ts';
import { ClockWindows } from './clock-windows.ts';
import { LocalClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { DailyWindows } from './daily-windows.ts';
import { FixedWindows } from './fixed-windows.ts';
import { EvenGrid, MonthGrid } from './grid.ts';
import { dayMs, toSpan } from './interval.ts';
import type { Interval, Span } from './interval.ts';
import { toInstant, toTimeOfDay } from './origin.ts';
import type { Origin } from './origin.ts';
import { TimeZone } from './time-zone.ts';
import type { Windows } from './windows.ts';

/** The time zone and the origin of intervals. */
export interface CalendarOptions {
  /** IANA name of the time zone whose clock and calendar the windows follow; default `'UTC'`. */
  readonly timeZone?: string;
  /**
   * The start of the count; default 1970-01-01 00:00 on the clock of `timeZone`, for weeks Monday 1970-01-05.
   *
   * With a time of day, days, weeks, months and years begin at that time. Shorter intervals are counted from that time
   * on each day; when they do not divide a day evenly, the last window of a day is shorter. With an instant, intervals
   * are counted from its local date and time. Months then begin on its day of the month, which must be 1 to 28.
   */
  readonly origin?: Origin;
}

export const calendarNames: OptionNames<CalendarOptions> = { timeZone: true, origin: true };

/**
 * Divides time into windows. `tumbling`, `hopping`, `ohlc`, `Vwap` and the readers of `@penstock/sink-es` use these
 * windows.
 *
 * @param option Name of the interval in error messages.
 * @throws `PENSTOCK_BAD_OPTION` when the interval, the time zone or the origin is invalid, or when they do not fit
 * together.
 *
 * @example
 * ```ts
 * const bars = toWindows('1h', { timeZone: 'America/New_York', origin: '09:30' });
 * const opening = new Date(bars.at(bars.number(Date.now())));
 * ```
 */
export const toWindows = (interval: Interval, options: CalendarOptions = {}, option = 'interval'): Windows => {
  const { timeZone = 'UTC', origin } = checkOptions(options, calendarNames, 'toWindows');
  const zone = TimeZone.of(timeZone);
  const span = toSpan(interval, option);
  const idOf = (counted: string): string => (zone.name === 'UTC' ? counted : `${counted} ${zone.name}`);
  if (isDaily(span, origin)) {
    const days = toWindows('1d', options);
    return new DailyWindows(days, span.count, `${span.count}ms by ${days.id}`);
  }
  const size = span.base === 'ms' ? span.count : span.count * dayMs;
  const clock = new LocalClock(zone, span.base === 'ms' ? size : Infinity);
  const begin = beginOf(origin, clock, span);
  if (span.base === 'month') {
    const grid = new MonthGrid(span.count, begin);
    return new ClockWindows(clock, grid, idOf(`${span.count}mo+${begin}`));
  }
  const grid = new EvenGrid(size, begin);
  // In UTC a day has 24 hours, so days and milliseconds give the same windows.
  if (zone.name === 'UTC') return new FixedWindows(grid, `${size}ms+${begin}`);
  return new ClockWindows(clock, grid, idOf(`${span.count}${span.base}+${begin}`));
};

/** True when windows are counted from the start of each day because they do not divide a day evenly. */
export const isDaily = ({ base, count }: Span, origin: Origin | undefined): boolean => {
  if (base !== 'ms' || typeof origin !== 'string' || dayMs % count === 0) return false;
  if (count < dayMs) return true;
  if (count % dayMs === 0) return false;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `Expected an interval above one day to be whole days, since the origin is a time of day; got ${count} ms. Change ` +
      'the interval, or give the origin as an instant.',
  );
};

/** The clock reading at the start of the count. */
const beginOf = (origin: Origin | undefined, clock: Clock, { base, firstDay }: Span): number => {
  if (origin === undefined) return firstDay * dayMs;
  if (typeof origin === 'string') return firstDay * dayMs + toTimeOfDay(origin);
  const begin = clock.show(toInstant(origin));
  const dayOfMonth = new Date(begin).getUTCDate();
  if (base === 'month' && dayOfMonth > 28) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'The origin of months, quarters and years must be on day 1 to 28 of a month, since some months have no later ' +
        `day; got day ${dayOfMonth}.`,
    );
  }
  return begin;
};
