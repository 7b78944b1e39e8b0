import { describe, expect, test } from 'vitest';
import { detectSteps } from '../../src/calendar/detect-steps.ts';
import { timesAfter } from '../../src/calendar/series-calendar.ts';
import { lastDayOf } from './local-time.ts';

const day = 86_400_000;
const hour = 3_600_000;
const dates = (...texts: string[]): Float64Array => Float64Array.from(texts, (text) => Date.parse(text));
const every = (from: string, step: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => Date.parse(from) + i * step);
const isWorkday = (time: number): boolean => ![0, 6].includes(new Date(time).getUTCDay());
const workdays = (from: string, days: number): Float64Array => every(from, day, days).filter(isWorkday);
const monthEnds = (year: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => Date.UTC(year, i, lastDayOf(year, i + 1)));
const next = (times: Float64Array, count: number, timeZone?: string): string[] =>
  Array.from(timesAfter(times.at(-1)!, detectSteps(times, timeZone), count), (time) =>
    new Date(time).toISOString().replace('T00:00:00.000Z', ''),
  );

describe('the steps after', () => {
  test.each<[string, Float64Array, string[]]>([
    ['days', every('2024-02-20', day, 8), ['2024-02-28', '2024-02-29', '2024-03-01']],
    ['every second day', every('2024-02-21', 2 * day, 20), ['2024-04-01', '2024-04-03', '2024-04-05']],
    ['weeks', every('2024-01-05', 7 * day, 8), ['2024-03-01', '2024-03-08', '2024-03-15']],
    ['four weeks', every('2024-01-05', 28 * day, 5), ['2024-05-24', '2024-06-21', '2024-07-19']],
    ['months', dates('2023-11-01', '2023-12-01', '2024-01-01'), ['2024-02-01', '2024-03-01', '2024-04-01']],
    ['ends of months', monthEnds(2023, 13), ['2024-02-29', '2024-03-31', '2024-04-30']],
    ['ends of two months', dates('2024-01-31', '2024-02-29'), ['2024-03-31', '2024-04-30', '2024-05-31']],
    [
      'the 30th',
      dates('2024-12-30', '2025-01-30', '2025-02-28', '2025-03-30'),
      ['2025-04-30', '2025-05-30', '2025-06-30'],
    ],
    [
      'months with one missing',
      dates('2024-01-15', '2024-02-15', '2024-04-15'),
      ['2024-05-15', '2024-06-15', '2024-07-15'],
    ],
    [
      'quarters',
      dates('2023-03-31', '2023-06-30', '2023-09-30', '2023-12-31'),
      ['2024-03-31', '2024-06-30', '2024-09-30'],
    ],
    ['years', dates('2021-01-01', '2022-01-01', '2023-01-01'), ['2024-01-01', '2025-01-01', '2026-01-01']],
    ['leap days', dates('2020-02-29', '2021-02-28', '2022-02-28'), ['2023-02-28', '2024-02-29', '2025-02-28']],
    ['a Friday', workdays('2024-01-01', 26), ['2024-01-29', '2024-01-30', '2024-01-31']],
    ['the Friday of one and a half weeks', workdays('2024-01-03', 10), ['2024-01-15', '2024-01-16', '2024-01-17']],
    [
      'a Friday in a year with holidays',
      workdays('2023-01-02', 362).filter((_, i) => ![4, 40, 41, 120].includes(i)),
      ['2024-01-01', '2024-01-02', '2024-01-03'],
    ],
    [
      'a Friday of an exchange that opened on one Saturday',
      every('2024-01-01', day, 82).filter((time, i) => isWorkday(time) || i === 19),
      ['2024-03-25', '2024-03-26', '2024-03-27'],
    ],
    [
      'a Sunday in a series with rows on every second weekend',
      every('2024-01-01', day, 84).filter((time, i) => isWorkday(time) || i % 14 > 7),
      ['2024-03-25', '2024-03-26', '2024-03-27', '2024-03-28', '2024-03-29', '2024-03-30'],
    ],
    [
      'a Thursday where the week begins on Sunday',
      every('2024-01-07', day, 54).filter((time) => ![5, 6].includes(new Date(time).getUTCDay())),
      ['2024-03-03', '2024-03-04', '2024-03-05'],
    ],
    [
      'days with a weekend missing in a series of six weeks',
      every('2024-01-01', day, 42).filter((_, i) => i !== 12 && i !== 13),
      ['2024-02-12', '2024-02-13', '2024-02-14'],
    ],
    [
      'hours',
      every('2024-03-31', hour, 50),
      ['2024-04-02T02:00:00.000Z', '2024-04-02T03:00:00.000Z', '2024-04-02T04:00:00.000Z'],
    ],
  ])('%s', (_name, times, expected) => {
    expect(next(times, expected.length)).toEqual(expected);
  });

  test('rows at different times of the day have steps of the median length', () => {
    expect(detectSteps(dates('2024-01-01T08:00', '2024-01-02T09:00', '2024-01-03T08:00'))).toEqual({
      unit: 'ms',
      count: 23 * hour,
    });
  });

  test('rows on one day of the month have no monthly steps unless all are a whole number of median steps apart', () => {
    const times = dates('2024-01-15', '2024-03-15', '2024-04-15', '2024-06-15', '2024-08-15', '2024-10-15');
    expect(detectSteps(times).unit).toBe('ms');
  });

  test('five rows from Monday to Friday count as daily, because the series may continue on Saturday', () => {
    expect(detectSteps(workdays('2024-01-01', 5))).toMatchObject({ unit: 'day', count: 1 });
  });
});

describe('an unknown time zone', () => {
  test('is an error', () => {
    expect(() => detectSteps(dates('2024-01-01', '2024-01-02'), 'Mars/Base')).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});
