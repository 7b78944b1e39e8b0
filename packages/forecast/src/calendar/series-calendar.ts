import { dayOfMonth, firstDayOf, lengthOf, LocalDays, monthOf, weekdayOf } from './local-days.ts';
import type { MonthSteps, Steps, WeekdaySteps } from './steps.ts';

/** Counts the steps of a series, and finds the time of later steps. */
export interface SeriesCalendar {
  /** The number of steps from an instant to a later one, rounded. */
  distance(from: number, to: number): number;
  /** The instant that is `count` steps after the step that contains `time`. */
  after(time: number, count: number): number;
}

/** The same for local days: counts the steps between two days, and finds the day that is `count` steps later. */
interface DayWalk {
  distance(from: number, to: number): number;
  after(day: number, count: number): number;
}

/** Rounds half a step down, so that two rows half a step apart belong to the same step. */
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

/** The {@link SeriesCalendar} of a series with these steps. */
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

/** The times of the `horizon` steps after `last`, which a date must be able to hold. Strictly increasing. */
export const timesAfter = (last: number, steps: Steps, horizon: number): Float64Array => {
  const calendar = calendarOf(steps);
  if (steps.unit === 'ms') return Float64Array.from({ length: horizon }, (_, i) => calendar.after(last, i + 1));
  const times = new Float64Array(horizon);
  let before = last;
  for (let i = 0, step = 1; i < horizon; step += 1) {
    const time = calendar.after(last, step);
    // A time zone may skip a whole day at the date line. The step of that day is the same instant as the next step.
    if (time <= before) continue;
    times[i] = before = time;
    i += 1;
  }
  return times;
};

/** Whether a local day is one of these monthly steps. */
export const isMonthStep = (day: number, { day: anchor }: Pick<MonthSteps, 'day'>): boolean =>
  dayOfMonth(day) === Math.min(anchor, lengthOf(monthOf(day)));
