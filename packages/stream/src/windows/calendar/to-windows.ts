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

/** Where intervals are counted from. */
export interface CalendarOptions {
  /** The time zone whose clock and calendar the windows follow, an IANA name; default `'UTC'`. */
  readonly timeZone?: string;
  /**
   * Where counting begins; default 1970-01-01 00:00 on the clock of `timeZone`, weeks Monday 1970-01-05.
   *
   * With a time of day, days, weeks, months and years begin at that time. Hours and less are counted anew from it each
   * day; where they do not divide a day evenly, the last window of a day is shorter. With an instant, they are counted
   * from the date and time that the clock shows then, and months begin on its day of the month, which must be 1 to 28.
   */
  readonly origin?: Origin;
}

export const calendarNames: OptionNames<CalendarOptions> = { timeZone: true, origin: true };

/**
 * Cuts time as `tumbling`, `hopping`, `ohlc`, `Vwap` and the readers of `@penstock/sink-es` do.
 *
 * @param option Name of the interval in errors.
 * @throws `PENSTOCK_BAD_OPTION` when the interval, the time zone or the origin is none, or they do not fit together.
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
  const cut = (counted: string): string => (zone.name === 'UTC' ? counted : `${counted} ${zone.name}`);
  if (isDaily(span, origin)) {
    const days = toWindows('1d', options);
    return new DailyWindows(days, span.count, `${span.count}ms by ${days.cut}`);
  }
  const size = span.base === 'ms' ? span.count : span.count * dayMs;
  const clock = new LocalClock(zone, span.base === 'ms' ? size : Infinity);
  const begin = beginOf(origin, clock, span);
  if (span.base === 'month') {
    const grid = new MonthGrid(span.count, begin);
    return new ClockWindows(clock, grid, cut(`${span.count}mo+${begin}`));
  }
  const grid = new EvenGrid(size, begin);
  // In UTC a day is 24 hours, so that both bases give the same windows.
  if (zone.name === 'UTC') return new FixedWindows(grid, `${size}ms+${begin}`);
  return new ClockWindows(clock, grid, cut(`${span.count}${span.base}+${begin}`));
};

/** Whether windows are counted anew each day, since they do not divide it evenly. */
export const isDaily = ({ base, count }: Span, origin: Origin | undefined): boolean => {
  if (base !== 'ms' || typeof origin !== 'string' || dayMs % count === 0) return false;
  if (count < dayMs) return true;
  if (count % dayMs === 0) return false;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `With a time of day as origin, an interval of more than a day must be whole days; got ${count} ms. Give the ` +
      'origin as an instant.',
  );
};

/** What the clock shows where counting begins. */
const beginOf = (origin: Origin | undefined, clock: Clock, { base, firstDay }: Span): number => {
  if (origin === undefined) return firstDay * dayMs;
  if (typeof origin === 'string') return firstDay * dayMs + toTimeOfDay(origin);
  const begin = clock.show(toInstant(origin));
  const dayOfMonth = new Date(begin).getUTCDate();
  if (base === 'month' && dayOfMonth > 28) {
    throw streamError(
      'PENSTOCK_BAD_OPTION',
      'The origin of months, quarters and years must be on day 1 to 28 of a month, as some months have no other; ' +
        `got day ${dayOfMonth}.`,
    );
  }
  return begin;
};
