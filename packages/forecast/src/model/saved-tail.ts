import { zoneOffset } from '@penstock/stream/internal';
import { dayMs } from '../calendar/local-days.ts';
import type { Step } from '../calendar/step-options.ts';
import type { Steps } from '../calendar/steps.ts';
import { checkStep } from '../calendar/to-steps.ts';
import { forecastError } from '../errors.ts';
import { demand, fieldsOf, numberOf, numbersOf } from '../saved/saved-fields.ts';
import { isTime } from '../series/check-series.ts';
import type { Tail, TailEnd } from './tail.ts';

const savedTimeZone = (value: unknown): string => {
  demand(typeof value === 'string', 'the name of a time zone as "tail.steps.timeZone"');
  try {
    zoneOffset(value);
    return value;
  } catch (cause) {
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `A saved model must have a time zone that this JavaScript engine knows; got ${value}.`,
      cause,
    );
  }
};

/** Checks and returns `value` as {@link Steps}; throws `PENSTOCK_MODEL_INVALID`. */
const savedSteps = (value: unknown): Steps => {
  const { unit, count, weekdays, day, timeZone, clock } = fieldsOf('"tail.steps"', value);
  const size = (): number => {
    const steps = numberOf('tail.steps.count', count);
    demand(steps > 0 && (unit === 'ms' || Number.isInteger(steps)), 'a positive "tail.steps.count"');
    return steps;
  };
  if (unit === 'ms') return { unit, count: size() };
  const local = { timeZone: savedTimeZone(timeZone), clock: numberOf('tail.steps.clock', clock) };
  demand(local.clock >= 0 && local.clock < dayMs, 'milliseconds since midnight as "tail.steps.clock"');
  if (unit === 'day') return { unit, count: size(), ...local };
  if (unit === 'month') {
    demand(Number.isInteger(day) && (day as number) >= 1 && (day as number) <= 31, '1 to 31 as "tail.steps.day"');
    return { unit, count: size(), day: day as number, ...local };
  }
  demand(unit === 'weekday', '"ms", "day", "weekday" or "month" as "tail.steps.unit"');
  demand(
    Array.isArray(weekdays) &&
      weekdays.length > 0 &&
      weekdays.every((one, i) => Number.isInteger(one) && one > (weekdays[i - 1] ?? 0) && one <= 7),
    'increasing numbers of 1 to 7 as "tail.steps.weekdays"',
  );
  return { unit, weekdays: [...(weekdays as number[])], ...local };
};

/** Checks and returns `value` as a {@link Step}; throws `PENSTOCK_MODEL_INVALID`. */
const savedStep = (value: unknown): Step => {
  const step = value as Step;
  try {
    checkStep({ step });
    return step;
  } catch (cause) {
    throw forecastError(
      'PENSTOCK_MODEL_INVALID',
      `A saved model must have a step such as "1d" as "tail.statedStep"; got ${String(value)}.`,
      cause,
    );
  }
};

/** Checks and returns `value` as a {@link TailEnd}; throws `PENSTOCK_MODEL_INVALID`. */
export const savedTailEnd = (value: unknown): TailEnd => {
  const { time: last, step: median, steps, fill = 'refuse', statedStep } = fieldsOf('"tail"', value);
  const time = numberOf('tail.time', last);
  demand(isTime(time), 'milliseconds since the Unix epoch as "tail.time"');
  const step = numberOf('tail.step', median);
  demand(step > 0, 'a positive "tail.step"');
  demand(
    fill === 'refuse' || fill === 'previous' || fill === 'linear',
    '"refuse", "previous" or "linear" as "tail.fill"',
  );
  return {
    time,
    step,
    ...(steps !== undefined && { steps: savedSteps(steps), fill }),
    ...(statedStep !== undefined && { statedStep: savedStep(statedStep) }),
  };
};

/** Checks and returns `value` as a {@link Tail} of `count` values; throws `PENSTOCK_MODEL_INVALID`. */
export const savedTail = (value: unknown, count: number): Tail => {
  const { range, values: rows } = fieldsOf('"tail"', value);
  const end = savedTailEnd(value);
  const values = numbersOf('tail.values', rows, count);
  if (range === undefined) return { ...end, values };
  const [low, high] = numbersOf('tail.range', range, 2) as [number, number];
  demand(low <= high, 'a "tail.range" in increasing order');
  return { ...end, range: [low, high], values };
};
