import { dayOfMonth, firstDayOf, lengthOf, LocalDays, monthOf, weekdayOf } from './local-days.ts';
import type { MonthSteps, Steps, WeekdaySteps } from './steps.ts';

/** Walks from step to step of a series. */
export interface SeriesCalendar {
  /** How many steps lead from an instant to a later one, rounded. */
  distance(from: number, to: number): number;
  /** The instant `count` steps after the step that `time` is in. */
  after(time: number, count: number): number;
}

/** Counts steps between local days, and finds the day that is some steps later. */
interface DayWalk {
  distance(from: number, to: number): number;
  after(day: number, count: number): number;
}

/** Rounds half a step down, so that two rows that are half a step apart are within one step. */
const nearest = (steps: number): number => Math.ceil(steps - 0.5);

const weekdayWalk = ({ weekdays }: WeekdaySteps): DayWalk => {
  const perWeek = weekdays.length;
  // Steps since the Monday before 1970-01-01. A day without a step counts as the step before it.
  const number = (day: number): number => {
    const weekday = weekdayOf(day);
    return ((day + 4 - weekday) / 7) * perWeek + weekdays.filter((other) => other <= weekday).length - 1;
  };
  return {
    distance: (from, to) => number(to) - number(from),
    after: (day, count) => {
      const target = number(day) + count;
      const week = Math.floor(target / perWeek);
      return week * 7 - 4 + weekdays[target - week * perWeek]!;
    },
  };
};

const monthWalk = ({ count, day: anchor }: MonthSteps): DayWalk => ({
  distance: (from, to) => nearest((monthOf(to) - monthOf(from)) / count),
  after: (day, steps) => {
    const month = monthOf(day) + count * steps;
    return firstDayOf(month) + Math.min(anchor, lengthOf(month)) - 1;
  },
});

const walkOf = (steps: Exclude<Steps, { unit: 'ms' }>): DayWalk => {
  if (steps.unit === 'weekday') return weekdayWalk(steps);
  if (steps.unit === 'month') return monthWalk(steps);
  const { count } = steps;
  return {
    distance: (from, to) => nearest((to - from) / count),
    after: (day, number) => day + count * number,
  };
};

/** The calendar of a series with these steps. */
export const calendarOf = (steps: Steps): SeriesCalendar => {
  if (steps.unit === 'ms') {
    const { count } = steps;
    return {
      distance: (from, to) => nearest((to - from) / count),
      after: (time, number) => time + count * number,
    };
  }
  const days = new LocalDays(steps.timeZone, steps.clock);
  const walk = walkOf(steps);
  return {
    distance: (from, to) => walk.distance(days.day(from), days.day(to)),
    after: (time, count) => days.at(walk.after(days.day(time), count)),
  };
};

/** The times of the `horizon` steps that follow `last`, the time of a date; strictly increasing. */
export const timesAfter = (last: number, steps: Steps, horizon: number): Float64Array => {
  const calendar = calendarOf(steps);
  if (steps.unit === 'ms') return Float64Array.from({ length: horizon }, (_, i) => calendar.after(last, i + 1));
  const times = new Float64Array(horizon);
  let before = last;
  for (let i = 0, step = 1; i < horizon; step += 1) {
    const time = calendar.after(last, step);
    // A time zone may leave out a whole day at the date line; its step is the same instant as the next one.
    if (time <= before) continue;
    times[i] = before = time;
    i += 1;
  }
  return times;
};

/** Whether a local day is a step of these months. */
export const isMonthStep = (day: number, { day: anchor }: Pick<MonthSteps, 'day'>): boolean =>
  dayOfMonth(day) === Math.min(anchor, lengthOf(monthOf(day)));
