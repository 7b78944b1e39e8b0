import { toMs } from '../../duration.ts';
import type { Duration } from '../../duration.ts';
import { streamError } from '../../errors.ts';

/**
 * The length of a window or candle: a {@link Duration}, or months (`'1mo'`), quarters (`'1q'`) or years (`'1y'`).
 *
 * Windows are counted on the clock of `timeZone` (default UTC), from `origin`. The default origin is 1970-01-01 00:00,
 * or Monday 1970-01-05 for weeks. So windows of `'1h'` begin at each full hour of that clock, `'4h'` at 00:00, 04:00
 * and so on, `'1d'` at midnight, and `'2w'` on every second Monday. Lengths of `'1d'` and more follow the calendar: a
 * day on which clocks change has 23 or 25 hours.
 *
 * @example
 * ```ts
 * const intervals: Interval[] = ['1m', '4h', '1d', '1w', '3mo', '1y'];
 * ```
 */
export type Interval = Duration | `${number}${'mo' | 'q' | 'y'}`;

/** A length as a whole number of milliseconds, days or months. Lengths of different bases cannot be divided. */
export interface Span {
  readonly base: 'ms' | 'day' | 'month';
  readonly count: number;
  /** The first day of the count, in days since 1970-01-01. */
  readonly firstDay: number;
}

export const dayMs = 86_400_000;
const firstMonday = 4;
const unitsOf = {
  d: { base: 'day', count: 1, firstDay: 0, most: 1e8 },
  w: { base: 'day', count: 7, firstDay: firstMonday, most: 1e8 },
  mo: { base: 'month', count: 1, firstDay: 0, most: 3e6 },
  q: { base: 'month', count: 3, firstDay: 0, most: 3e6 },
  y: { base: 'month', count: 12, firstDay: 0, most: 3e6 },
} as const;

/** Reads an interval; throws `PENSTOCK_BAD_OPTION`, naming `option`. */
export const toSpan = (interval: Interval, option: string): Span => {
  const [, number, unit] = (typeof interval === 'string' && /^(\d+(?:\.\d+)?)(d|w|mo|q|y)$/.exec(interval)) || [];
  if (unit) {
    const { base, count, firstDay, most } = unitsOf[unit as keyof typeof unitsOf];
    const whole = Number(number) * count;
    if (Number.isSafeInteger(Number(number)) && whole >= 1 && whole <= most) return { base, count: whole, firstDay };
  } else if (typeof interval === 'number' || /^\d+(\.\d+)?(ms|s|m|h)$/.test(interval)) {
    const ms = toMs(interval as Duration, option);
    if (Number.isSafeInteger(ms) && ms >= 1) return { base: 'ms', count: ms, firstDay: 0 };
  }
  throw streamError(
    'PENSTOCK_BAD_OPTION',
    `${option} must be a whole number of milliseconds of at least 1, or text such as '30s', '5m', '1h', '1d', '1w', ` +
      `'1mo', '1q' or '1y'; got ${String(interval)}.`,
  );
};
