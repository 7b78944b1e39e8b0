import { type Duration, toMs } from '../../duration.ts';
import { streamError } from '../../errors.ts';
import { TimeZone } from './time-zone.ts';

/**
 * The length of a window or candle: a {@link Duration}, or months as `'1mo'`.
 *
 * Milliseconds to hours are counted from the Unix epoch. Days, weeks (from Monday) and months follow the calendar of
 * `timeZone`, so that a day of a zone with summer time may have 23 or 25 hours. Several of them are counted from
 * 1970-01-01, weeks from Monday 1970-01-05: `'3mo'` are quarters and `'12mo'` years.
 *
 * @example
 * ```ts
 * const intervals: Interval[] = ['1m', '4h', '1d', '1w', '3mo'];
 * ```
 */
export type Interval = Duration | `${number}mo`;

/**
 * Time cut into numbered windows without gaps: number `n` is from `at(n)` up to `at(n + 1)`, which is in the next.
 */
export interface Windows {
  /** The number of the window that an instant lies in. */
  number(time: number): number;
  /** The instant at which a window begins. */
  at(number: number): number;
}

const dayMs = 86_400_000;
const firstMonday = 4;

/** What an interval is a multiple of; spans of different bases cannot be divided by one another. */
interface Span {
  readonly base: 'ms' | 'day' | 'month';
  readonly count: number;
  /** Where number 0 begins, in the base. */
  readonly origin: number;
}

/** Windows of `interval`; throws `PENSTOCK_BAD_OPTION`, naming `option`. */
export const toWindows = (interval: Interval, timeZone: string, option = 'interval'): Windows => {
  const { base, count, origin } = spanOf(interval, timeZone, option);
  if (base === 'ms') return new FixedWindows(count, origin);
  const zone = new TimeZone(timeZone);
  return new CalendarWindows(
    zone,
    base === 'day' ? (day) => Math.floor((day - origin) / count) : (day) => Math.floor(monthOf(day) / count),
    base === 'day' ? (number) => number * count + origin : (number) => firstDayOf(number * count),
  );
};

/** How many `every` there are in `interval`, a whole number; throws `PENSTOCK_BAD_OPTION`. */
export const toHops = (interval: Interval, every: Interval, timeZone: string): number => {
  const length = spanOf(interval, timeZone, 'interval');
  const hop = spanOf(every, timeZone, 'every');
  const hops = length.base === hop.base ? length.count / hop.count : NaN;
  if (Number.isSafeInteger(hops) && hops >= 1) return hops;
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `interval must be a whole number of every, at least 1; got interval ${String(interval)} and every ${String(every)}. In a time zone days are not whole numbers of hours, and months are never whole numbers of days.`,
  );
};

const spanOf = (interval: Interval, timeZone: string, option: string): Span => {
  const match = typeof interval === 'string' ? /^(\d+(?:\.\d+)?)(d|w|mo)$/.exec(interval) : null;
  const count = Number(match?.[1]);
  const unit = match?.[2];
  // The name is checked even where the interval does not use it, so that a slip shows at once.
  if (timeZone !== 'UTC') new TimeZone(timeZone).dayOf(0);
  if (!unit) {
    const ms = isMonths(interval) ? NaN : toMs(interval as Duration, option);
    if (Number.isSafeInteger(ms) && ms >= 1) return { base: 'ms', count: ms, origin: 0 };
  } else if (Number.isSafeInteger(count) && count >= 1) {
    if (unit === 'mo') return { base: 'month', count, origin: 0 };
    const days = unit === 'w' ? count * 7 : count;
    const origin = unit === 'w' ? firstMonday : 0;
    return timeZone === 'UTC' ? { base: 'ms', count: days * dayMs, origin: origin * dayMs } : { base: 'day', count: days, origin };
  }
  throw streamError('PENSTOCK_BAD_OPTION', `${option} must be whole milliseconds from 1 up, or such as '30s', '5m', '1h', '1d', '1w' or '1mo'; got ${String(interval)}.`);
};

const isMonths = (interval: Interval): boolean => typeof interval === 'string' && interval.endsWith('mo');

class FixedWindows implements Windows {
  readonly #size: number;
  readonly #origin: number;

  constructor(size: number, origin: number) {
    this.#size = size;
    this.#origin = origin;
  }
  number(time: number): number {
    return Math.floor((time - this.#origin) / this.#size);
  }
  at(number: number): number {
    return number * this.#size + this.#origin;
  }
}

class CalendarWindows implements Windows {
  readonly #zone: TimeZone;
  readonly #numberOf: (day: number) => number;
  readonly #dayOf: (number: number) => number;

  constructor(zone: TimeZone, numberOf: (day: number) => number, dayOf: (number: number) => number) {
    this.#zone = zone;
    this.#numberOf = numberOf;
    this.#dayOf = dayOf;
  }
  number(time: number): number {
    let number = this.#numberOf(this.#zone.dayOf(time));
    // Clocks that were set back over midnight show the day before again; windows go by their beginnings alone.
    while (time < this.at(number)) number -= 1;
    while (time >= this.at(number + 1)) number += 1;
    return number;
  }
  at(number: number): number {
    return this.#zone.startOf(this.#dayOf(number));
  }
}

/** Months since 1970-01 of a day. */
const monthOf = (day: number): number => {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** The first day of a month. */
const firstDayOf = (month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
  return date.getTime() / dayMs;
};
