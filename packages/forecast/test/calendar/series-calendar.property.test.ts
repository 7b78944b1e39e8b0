import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectSteps } from '../../src/calendar/detect-steps.ts';
import { timesAfter } from '../../src/calendar/series-calendar.ts';
import { toSteps } from '../../src/calendar/to-steps.ts';
import { dateAfter, instantOf, lastDayOf } from './local-time.ts';

const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo'];
const anyTime = fc.record({
  timeZone: fc.constantFrom(...zones),
  year: fc.integer({ min: 2000, max: 2030 }),
  month: fc.integer({ min: 1, max: 12 }),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.constantFrom(0, 15, 30, 45),
});
/** The instants of local dates; empty if the clocks skip one of them. */
const instants = (timeZone: string, parts: readonly (readonly number[])[]): Float64Array => {
  const times = parts.map((part) => instantOf(timeZone, part));
  fc.pre(times.every((time) => time !== undefined));
  return Float64Array.from(times as number[]);
};
/** Fits on the first rows, and expects the forecast to continue at the times of the rest. */
const expectToContinue = (times: Float64Array, known: number, steps = detectSteps): void => {
  const begun = times.slice(0, known);
  expect(timesAfter(begun.at(-1)!, steps(begun), times.length - known)).toEqual(times.slice(known));
};

describe('the steps of a local calendar keep the time of day', () => {
  test('from day to day', () => {
    fc.assert(
      fc.property(anyTime, fc.nat(27), ({ timeZone, year, month, hour, minute }, day) => {
        const dates = Array.from({ length: 40 }, (_, i) => [...dateAfter([year, month, 1 + day], i), hour, minute]);
        expectToContinue(instants(timeZone, dates), 20, (times) => detectSteps(times, timeZone));
      }),
      { numRuns: 25 },
    );
  });

  test('from month to month on one day, and on the last day of shorter months', () => {
    fc.assert(
      fc.property(
        anyTime,
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom(1, 3, 12),
        ({ timeZone, year, hour, minute }, day, count) => {
          const dates = Array.from({ length: 24 }, (_, i) => {
            const [y, m] = [year + Math.floor((i * count) / 12), 1 + ((i * count) % 12)];
            return [y, m, Math.min(day, lastDayOf(y, m)), hour, minute];
          });
          expectToContinue(instants(timeZone, dates), 12, (times) => detectSteps(times, timeZone));
          const step = ({ 1: '1mo', 3: '1q', 12: '1y' } as const)[count as 1 | 3 | 12];
          expectToContinue(instants(timeZone, dates), 12, (times) => toSteps(times, { step, timeZone }));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('from one working day to the next', () => {
    fc.assert(
      fc.property(anyTime, fc.nat(27), ({ timeZone, year, month, hour, minute }, day) => {
        const dates = Array.from({ length: 60 }, (_, i) => dateAfter([year, month, 1 + day], i))
          .filter(([y, m, d]) => ![0, 6].includes(new Date(Date.UTC(y, m - 1, d)).getUTCDay()))
          .map((date) => [...date, hour, minute]);
        const times = instants(timeZone, dates);
        expectToContinue(times, 15, (begun) => detectSteps(begun, timeZone));
        expectToContinue(times, 3, (begun) => toSteps(begun, { step: 'business days', timeZone }));
      }),
      { numRuns: 25 },
    );
  });

  test('except where clocks skip that time, which gives the first instant after it', () => {
    // In São Paulo summer time began at midnight: 2018-11-04 began at 01:00. Midnight of the days before was 03:00 UTC.
    const times = instants(
      'America/Sao_Paulo',
      [1, 2, 3].map((day) => [2018, 11, day]),
    );
    const steps = detectSteps(times, 'America/Sao_Paulo');
    expect(Array.from(timesAfter(times[2]!, steps, 3), (time) => new Date(time).toISOString())).toEqual([
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
      '2018-11-06T02:00:00.000Z',
    ]);
  });

  test('and have no step on a day that the time zone skipped', () => {
    // Samoa skipped 2011-12-30: the day after 2011-12-29 was 2011-12-31.
    const times = instants(
      'Pacific/Apia',
      [26, 27, 28, 29].map((day) => [2011, 12, day, 12]),
    );
    const after = timesAfter(times[3]!, detectSteps(times, 'Pacific/Apia'), 2);
    const noon = (day: number) => instantOf('Pacific/Apia', [2011, 12, day, 12])!;
    expect(after.at(-1)).toBe(noon(31));
  });
});
