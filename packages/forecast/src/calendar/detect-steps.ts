import { medianOf, medianStep } from '../series/spacing.ts';
import { dayOfMonth, LocalDays, monthOf, weekdayOf } from './local-days.ts';
import { clockOf } from './local-clock.ts';
import { isMonthStep } from './series-calendar.ts';
import type { Steps } from './steps.ts';

const hourMs = 3_600_000;
// A local day is some hours shorter than 24 when clocks are set forward in it.
const shortestDay = 20 * hourMs;
const shortestMonth = 28;
const fourWeeks = 28;
const workdays: readonly number[] = [1, 2, 3, 4, 5];
// Holidays are days without a row where there usually is one. So it is enough if this share of the usual days have a
// row, and if this share of the other days have none.
const mostly = 0.8;

/**
 * The days of the week on which a daily series has rows, where it leaves out the other days; `undefined` for other
 * steps.
 */
const weekdaysOf = (days: Float64Array, step: number): readonly number[] | undefined => {
  if (step >= 7) return undefined;
  const [first, last] = [days[0]!, days.at(-1)!];
  const rows = new Float64Array(8);
  for (const day of days) rows[weekdayOf(day)]! += 1;
  if (last - first >= fourWeeks) {
    const weeks = (last - first + 1) / 7;
    const usual = [1, 2, 3, 4, 5, 6, 7].filter((day) => rows[day]! >= weeks / 2);
    const usualRows = usual.reduce((sum, day) => sum + rows[day]!, 0);
    const isWeekly =
      usual.length >= 2 &&
      usual.length <= 6 &&
      usualRows >= mostly * usual.length * weeks &&
      days.length - usualRows <= (1 - mostly) * (7 - usual.length) * weeks;
    return isWeekly ? usual : undefined;
  }
  // A short series shows a pattern only if a whole weekend passed without a row. Any other single day could be a
  // missing row.
  const passedWeekend = last - first >= 8 - weekdayOf(first);
  return step === 1 && passedWeekend && rows[6] === 0 && rows[7] === 0 ? workdays : undefined;
};

/**
 * Finds how the rows of a checked series follow one another in a time zone. The series has at least two rows. The first
 * rule that applies decides:
 *
 * 1. If the median step is less than 20 hours, or rows are at different times of the local day: steps of the median
 *    length.
 * 2. If the median step is 28 days or more, all rows are on one day of the month (in shorter months on the last day),
 *    and all are a whole number of steps apart: the median number of months.
 * 3. In a series of four weeks or more: the days of the week that have a row in at least every second week, if these
 *    are two to six days, at least four fifths of all such days have a row, and at most one fifth of the other days
 *    have one. In a shorter series: Monday to Friday, if the median step is one day, no row is on a weekend, and a
 *    weekend has passed.
 * 4. If all rows are a whole number of median steps apart, counted in days: that number of days.
 * 5. Otherwise: steps of the median length.
 *
 * Where a clock change skips the usual time of day, a row at the first instant after the change counts as a row at the
 * usual time.
 */
export const detectSteps = (times: Float64Array, timeZone = 'UTC'): Steps => {
  const median = medianStep(times);
  const even: Steps = { unit: 'ms', count: median };
  if (median < shortestDay) return even;
  const clock = clockOf(times, timeZone);
  const local = new LocalDays(timeZone, clock);
  const days = times.map((time) => local.day(time));
  if (days.some((day, i) => local.at(day) !== times[i])) return even;
  const step = medianOf(days.subarray(1).map((day, i) => day - days[i]!));
  const months = days.map(monthOf);
  const count = medianOf(months.subarray(1).map((month, i) => month - months[i]!));
  const day = days.reduce((most, other) => Math.max(most, dayOfMonth(other)), 1);
  const isMonthly =
    step >= shortestMonth &&
    count >= 1 &&
    days.every((other, i) => isMonthStep(other, { day }) && (months[i]! - months[0]!) % count === 0);
  if (isMonthly) return { unit: 'month', count, day, timeZone, clock };
  const weekdays = weekdaysOf(days, step);
  if (weekdays !== undefined) return { unit: 'weekday', weekdays, timeZone, clock };
  return days.every((other) => (other - days[0]!) % step === 0) ? { unit: 'day', count: step, timeZone, clock } : even;
};
