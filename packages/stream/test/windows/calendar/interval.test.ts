import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Interval, toHops, toWindows } from '../../../src/windows/calendar/interval.ts';

const startOf = (interval: Interval, time: string, timeZone = 'UTC'): string => {
  const windows = toWindows(interval, timeZone);
  return new Date(windows.at(windows.number(Date.parse(time)))).toISOString();
};
const hoursOf = (interval: Interval, time: string, timeZone: string): number => {
  const windows = toWindows(interval, timeZone);
  const number = windows.number(Date.parse(time));
  return (windows.at(number + 1) - windows.at(number)) / 3_600_000;
};
const badOption = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });

describe('windows in UTC', () => {
  test.each<[Interval, string, string]>([
    ['1m', '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:00.000Z'],
    [250, '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:56.750Z'],
    ['4h', '2024-02-29T12:34:56Z', '2024-02-29T12:00:00.000Z'],
    ['1d', '2024-02-29T23:59:59.999Z', '2024-02-29T00:00:00.000Z'],
    // 2024-02-29 was a Thursday.
    ['1w', '2024-02-29T12:00:00Z', '2024-02-26T00:00:00.000Z'],
    ['1w', '1969-12-31T12:00:00Z', '1969-12-29T00:00:00.000Z'],
    ['2w', '1970-01-18T12:00:00Z', '1970-01-05T00:00:00.000Z'],
    ['1mo', '2024-02-29T12:00:00Z', '2024-02-01T00:00:00.000Z'],
    ['3mo', '2024-02-29T12:00:00Z', '2024-01-01T00:00:00.000Z'],
    ['12mo', '1969-05-01T12:00:00Z', '1969-01-01T00:00:00.000Z'],
  ])('%s at %s begins at %s', (interval, time, start) => expect(startOf(interval, time)).toBe(start));
});

// Days of change from the IANA time-zone database.
describe('windows in a time zone', () => {
  test.each<[Interval, string, string, string]>([
    ['1d', 'America/New_York', '2024-03-10T04:59:59.999Z', '2024-03-09T05:00:00.000Z'],
    ['1d', 'America/New_York', '2024-03-10T05:00:00Z', '2024-03-10T05:00:00.000Z'],
    ['1d', 'America/New_York', '2024-03-11T04:00:00Z', '2024-03-11T04:00:00.000Z'],
    ['1d', 'Asia/Kolkata', '2024-03-10T18:30:00Z', '2024-03-10T18:30:00.000Z'],
    ['1w', 'Europe/Berlin', '2024-04-01T10:00:00Z', '2024-03-31T22:00:00.000Z'],
    ['1mo', 'Europe/Berlin', '2024-04-15T00:00:00Z', '2024-03-31T22:00:00.000Z'],
    // Cairo's clocks skipped the hour from midnight: the day began at 01:00 of the wall clock.
    ['1d', 'Africa/Cairo', '2024-04-26T12:00:00Z', '2024-04-25T22:00:00.000Z'],
    // Havana's clocks went back at 01:00 to midnight: the day began with the first of both.
    ['1d', 'America/Havana', '2024-11-03T12:00:00Z', '2024-11-03T04:00:00.000Z'],
    // Apia left out the 30th of December 2011.
    ['1d', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00.000Z'],
    ['1d', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T10:00:00.000Z'],
    // St. John's went back at 00:01 to 23:01 of the day before, which the wall clock then showed again.
    ['1d', 'America/St_Johns', '2010-11-07T02:31:00Z', '2010-11-07T02:30:00.000Z'],
  ])('%s in %s at %s begins at %s', (interval, zone, time, start) => expect(startOf(interval, time, zone)).toBe(start));

  test('a day of change has 23 or 25 hours', () => {
    expect(hoursOf('1d', '2024-03-31T12:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hoursOf('1d', '2024-10-27T12:00:00Z', 'Europe/Berlin')).toBe(25);
    expect(hoursOf('1w', '2024-03-31T12:00:00Z', 'Europe/Berlin')).toBe(7 * 24 - 1);
  });

  test('every instant lies in the window of its number, and windows follow one another', () => {
    const zones = ['America/New_York', 'America/St_Johns', 'Africa/Cairo', 'America/Havana', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<Interval>('1h', '1d', '3d', '1w', '1mo', '3mo'),
        fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2040, 0, 1) }),
        (zone, interval, time) => {
          const windows = toWindows(interval, zone);
          const number = windows.number(time);
          expect(windows.at(number)).toBeLessThanOrEqual(time);
          expect(windows.at(number + 1)).toBeGreaterThan(time);
          expect(windows.number(windows.at(number))).toBe(number);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('options', () => {
  test.each<[Interval]>([[0], [-1], [NaN], [0.5], ['0m'], ['1.5d'], ['0mo'], ['x' as Interval], ['1y' as Interval]])('refuses the interval %s', (interval) =>
    expect(() => toWindows(interval, 'UTC')).toThrow(badOption),
  );
  test('refuses a time zone that there is not', () => {
    expect(() => toWindows('1d', 'Europe/Atlantis')).toThrow(badOption);
    expect(() => toWindows('1m', 'Europe/Atlantis')).toThrow(badOption);
  });
  test('counts hops', () => {
    expect(toHops('5m', '1m', 'UTC')).toBe(5);
    expect(toHops('1d', '1h', 'UTC')).toBe(24);
    expect(toHops('1w', '1d', 'Europe/Berlin')).toBe(7);
    expect(toHops('12mo', '3mo', 'Europe/Berlin')).toBe(4);
    for (const [interval, every] of [['1m', '5m'], ['5m', '2m'], ['1mo', '1d']] as const) expect(() => toHops(interval, every, 'UTC')).toThrow(badOption);
    expect(() => toHops('1d', '1h', 'Europe/Berlin')).toThrow(badOption);
  });
});
