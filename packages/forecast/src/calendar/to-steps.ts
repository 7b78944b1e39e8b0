import { toWindows } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import { detectSteps } from './detect-steps.ts';
import { clockOf } from './local-clock.ts';
import { dayOfMonth, LocalDays } from './local-days.ts';
import { calendarOf } from './series-calendar.ts';
import type { Step, StepOptions } from './step-options.ts';
import type { Steps } from './steps.ts';

const daysOf = { d: 1, w: 7 } as const;
const monthsOf = { mo: 1, q: 3, y: 12 } as const;

/** Checks the options without a series. @throws `PENSTOCK_BAD_OPTION`. */
export const checkStep = ({ step, timeZone = 'UTC' }: StepOptions): void => {
  try {
    toWindows(step === undefined || step === 'business days' ? '1d' : step, { timeZone }, 'step');
  } catch (cause) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      '"step" must be "business days", or a length such as "1h", "1d", "1w", "1mo", "1q" or "1y", and "timeZone" an ' +
        `IANA name; got ${String(step)} and ${timeZone}.`,
      cause,
    );
  }
};

const statedSteps = (step: Step, times: Float64Array, timeZone: string): Steps => {
  const [, number, unit] = (typeof step === 'string' && /^(\d+)(d|w|mo|q|y)$/.exec(step)) || [];
  if (step !== 'business days' && unit === undefined) return { unit: 'ms', count: toWindows(step, {}, 'step').length! };
  const clock = clockOf(times, timeZone);
  if (step === 'business days') return { unit: 'weekday', weekdays: [1, 2, 3, 4, 5], timeZone, clock };
  if (unit === 'd' || unit === 'w') return { unit: 'day', count: Number(number) * daysOf[unit], timeZone, clock };
  const local = new LocalDays(timeZone, clock);
  const day = times.reduce((most, time) => Math.max(most, dayOfMonth(local.day(time))), 1);
  return { unit: 'month', count: Number(number) * monthsOf[unit as keyof typeof monthsOf], day, timeZone, clock };
};

/**
 * The steps of a checked series of at least two rows: those that the checked options set, or those that the times show.
 *
 * @throws `PENSTOCK_SERIES_INVALID` where two rows are within one step of the option `step`.
 */
export const toSteps = (times: Float64Array, { step, timeZone = 'UTC' }: StepOptions): Steps => {
  if (step === undefined) return detectSteps(times, timeZone);
  const steps = statedSteps(step, times, timeZone);
  const calendar = calendarOf(steps);
  for (let i = 1; i < times.length; i += 1) {
    if (calendar.distance(times[i - 1]!, times[i]!) >= 1) continue;
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `Expected at most one row in each step of ${String(step)} (${timeZone}); got two, at indices ${i - 1} and ` +
        `${i}. Correct "step" or "timeZone", or aggregate the rows first.`,
    );
  }
  return steps;
};
