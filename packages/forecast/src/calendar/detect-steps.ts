import { medianOf, medianStep } from '../series/spacing.ts';
import { dayOfMonth, LocalDays, monthOf, weekdayOf } from './local-days.ts';
import { clockOf } from './local-clock.ts';
import { isMonthStep } from './series-calendar.ts';
import type { Steps } from './steps.ts';

const hourMs = 3_600_000;
// A local day is some hours shorter than 24 where clocks are set forward in it.
const shortestDay = 20 * hourMs;
const shortestMonth = 28;
const fourWeeks = 28;
const workdays: readonly number[] = [1, 2, 3, 4, 5];
// The share of usual days that have a row, where the others may be holidays; the share of other days that have none.
const mostly = 0.8;

/** The days of the week that a series of local days has, where it leaves out others; `undefined` for other steps. */
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
  // In a short series only a weekend that has passed without a row tells more than a row that is missing.
  const passedWeekend = last - first >= 8 - weekdayOf(first);
  return step === 1 && passedWeekend && rows[6] === 0 && rows[7] === 0 ? workdays : undefined;
};

/**
 * Finds how the rows of a checked series of at least two rows follow one another in a time zone. The first that holds:
 *
 * 1. A median step of less than 20 hours, or rows at different times of the local day: steps of the median length.
 * 2. A median step of 28 days or more, all rows on one day of the month (in shorter months on the last), a whole number
 *    of steps apart: the median number of months.
 * 3. Over four weeks or more: the days of the week that have a row in at least every second week, where they are 2 to
 *    6, at least four fifths of all such days have a row, and at most one fifth of the others. Over less: a median step
 *    of one day, no row on a weekend and one weekend passed: Monday to Friday.
 * 4. All rows a whole number of median steps apart, in days: that number of days.
 * 5. Steps of the median length.
 *
 * On a day on which clocks are set forward over the usual time, a row at the first instant after the change counts as
 * one at the usual time.
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
