import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toWindows } from '../../../src/index.ts';
import type { CalendarOptions, Interval } from '../../../src/index.ts';

const startOf = (interval: Interval, time: string, options?: CalendarOptions): string => {
  const windows = toWindows(interval, options);
  return new Date(windows.at(windows.number(Date.parse(time)))).toISOString();
};
/** The starts of the windows from `from` to `to`, as a clock in the zone shows them. */
const clockTimes = (
  interval: Interval,
  timeZone: string,
  from: string,
  to: string,
  options?: CalendarOptions,
): string[] => {
  const windows = toWindows(interval, { timeZone, ...options });
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const times: string[] = [];
  for (let number = windows.number(Date.parse(from)); windows.at(number) < Date.parse(to); number += 1) {
    if (windows.at(number) < windows.at(number + 1)) times.push(format.format(windows.at(number)));
  }
  return times;
};
const hoursOf = (interval: Interval, time: string, timeZone: string): number => {
  const windows = toWindows(interval, { timeZone });
  const number = windows.number(Date.parse(time));
  return (windows.at(number + 1) - windows.at(number)) / 3_600_000;
};
const badOption = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });

describe('windows in UTC', () => {
  test.each<[Interval, string, string]>([
    ['1m', '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:00.000Z'],
    [250, '2024-02-29T12:34:56.789Z', '2024-02-29T12:34:56.750Z'],
    ['4h', '2024-02-29T12:34:56Z', '2024-02-29T12:00:00.000Z'],
    // Counted from the epoch, not from the start of each day.
    ['5h', '1970-01-02T02:00:00Z', '1970-01-02T01:00:00.000Z'],
    ['1d', '2024-02-29T23:59:59.999Z', '2024-02-29T00:00:00.000Z'],
    // 2024-02-29 was a Thursday.
    ['1w', '2024-02-29T12:00:00Z', '2024-02-26T00:00:00.000Z'],
    ['1w', '1969-12-31T12:00:00Z', '1969-12-29T00:00:00.000Z'],
    ['2w', '1970-01-18T12:00:00Z', '1970-01-05T00:00:00.000Z'],
    ['1mo', '2024-02-29T12:00:00Z', '2024-02-01T00:00:00.000Z'],
    ['3mo', '2024-02-29T12:00:00Z', '2024-01-01T00:00:00.000Z'],
    ['1q', '2024-06-30T23:59:59Z', '2024-04-01T00:00:00.000Z'],
    ['12mo', '1969-05-01T12:00:00Z', '1969-01-01T00:00:00.000Z'],
    ['1y', '0050-05-01T12:00:00Z', '0050-01-01T00:00:00.000Z'],
  ])('%s at %s begins at %s', (interval, time, start) => {
    expect(startOf(interval, time)).toBe(start);
    expect(startOf(interval, time, { timeZone: 'Etc/UTC' })).toBe(start);
  });
});

// The days on which clocks change are from the IANA time-zone database.
describe('windows in a time zone', () => {
  test.each<[Interval, string, string, string]>([
    ['1d', 'America/New_York', '2024-03-10T04:59:59.999Z', '2024-03-09T05:00:00.000Z'],
    ['1d', 'America/New_York', '2024-03-10T05:00:00Z', '2024-03-10T05:00:00.000Z'],
    ['1d', 'America/New_York', '2024-03-11T04:00:00Z', '2024-03-11T04:00:00.000Z'],
    ['1d', 'Asia/Kolkata', '2024-03-10T18:30:00Z', '2024-03-10T18:30:00.000Z'],
    ['1w', 'Europe/Berlin', '2024-04-01T10:00:00Z', '2024-03-31T22:00:00.000Z'],
    ['1mo', 'Europe/Berlin', '2024-04-15T00:00:00Z', '2024-03-31T22:00:00.000Z'],
    // London kept summer time from 1968 to 1971.
    ['1d', 'Europe/London', '1970-01-15T12:00:00Z', '1970-01-14T23:00:00.000Z'],
    // Cairo's clocks skipped the hour from midnight, so the day began at 01:00 on the clock.
    ['1d', 'Africa/Cairo', '2024-04-26T12:00:00Z', '2024-04-25T22:00:00.000Z'],
    // Havana's clocks went back from 01:00 to midnight. The day began at the first midnight.
    ['1d', 'America/Havana', '2024-11-03T12:00:00Z', '2024-11-03T04:00:00.000Z'],
    // Apia skipped 2011-12-30.
    ['1d', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00:00.000Z'],
    ['1d', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T10:00:00.000Z'],
    // St. John's clocks went back from 00:01 to 23:01 of the previous day, and showed that hour again.
    ['1d', 'America/St_Johns', '2010-11-07T02:31:00Z', '2010-11-07T02:30:00.000Z'],
    ['1h', 'Asia/Kolkata', '2024-03-10T10:29:59Z', '2024-03-10T09:30:00.000Z'],
    ['1h', 'Asia/Kathmandu', '2024-03-10T10:29:59Z', '2024-03-10T10:15:00.000Z'],
    // St. John's was 3 h 30 min 52 s behind UTC until 1935.
    ['1h', 'America/St_Johns', '1930-01-01T12:00:00Z', '1930-01-01T11:30:52.000Z'],
    ['4h', 'Asia/Kolkata', '2024-03-10T00:00:00Z', '2024-03-09T22:30:00.000Z'],
    ['1m', 'Asia/Kolkata', '2024-03-10T10:29:59Z', '2024-03-10T10:29:00.000Z'],
  ])('%s in %s at %s begins at %s', (interval, timeZone, time, start) =>
    expect(startOf(interval, time, { timeZone })).toBe(start),
  );

  test('a day on which clocks change has 23 or 25 hours', () => {
    expect(hoursOf('1d', '2024-03-31T12:00:00Z', 'Europe/Berlin')).toBe(23);
    expect(hoursOf('1d', '2024-10-27T12:00:00Z', 'Europe/Berlin')).toBe(25);
    expect(hoursOf('1w', '2024-03-31T12:00:00Z', 'Europe/Berlin')).toBe(7 * 24 - 1);
  });

  test('hours begin when the clock shows a full hour, also on days on which clocks change', () => {
    expect(clockTimes('4h', 'Europe/Berlin', '2024-03-30T23:00Z', '2024-03-31T22:00Z')).toEqual([
      '00:00',
      '04:00',
      '08:00',
      '12:00',
      '16:00',
      '20:00',
    ]);
    expect(clockTimes('4h', 'Europe/Berlin', '2024-10-26T22:00Z', '2024-10-27T23:00Z')).toEqual([
      '00:00',
      '04:00',
      '08:00',
      '12:00',
      '16:00',
      '20:00',
    ]);
    expect(clockTimes('2h', 'America/New_York', '2024-03-10T05:00Z', '2024-03-10T12:00Z')).toEqual([
      '00:00',
      '03:00',
      '04:00',
      '06:00',
    ]);
    // Lord Howe's clocks change by half an hour, at 02:00.
    expect(clockTimes('1h', 'Australia/Lord_Howe', '2024-10-05T14:30Z', '2024-10-05T17:30Z')).toEqual([
      '01:00',
      '02:30',
      '03:00',
      '04:00',
    ]);
    expect(clockTimes('1h', 'Australia/Lord_Howe', '2024-04-06T14:00Z', '2024-04-06T17:30Z')).toEqual([
      '01:00',
      '02:00',
      '03:00',
    ]);
    expect(clockTimes('30m', 'Australia/Lord_Howe', '2024-04-06T14:00Z', '2024-04-06T16:30Z')).toEqual([
      '01:00',
      '01:30',
      '01:30',
      '02:00',
      '02:30',
    ]);
  });

  test('an hour that the clock shows twice is two windows', () => {
    expect(clockTimes('1h', 'America/New_York', '2024-11-03T04:00Z', '2024-11-03T08:00Z')).toEqual([
      '00:00',
      '01:00',
      '01:00',
      '02:00',
    ]);
    expect(clockTimes('1h', 'America/Havana', '2024-11-03T03:00Z', '2024-11-03T07:00Z')).toEqual([
      '23:00',
      '00:00',
      '00:00',
      '01:00',
    ]);
    expect(hoursOf('1m', '2024-11-03T05:59:30Z', 'America/New_York')).toBeCloseTo(1 / 60, 12);
  });

  const zones = [
    'America/New_York',
    'America/St_Johns',
    'Africa/Cairo',
    'Africa/Casablanca',
    'America/Havana',
    'Asia/Kolkata',
    'Asia/Beirut',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Kwajalein',
    'Europe/London',
    'UTC',
  ];
  const intervals: Interval[] = [
    '7m',
    '30m',
    '1h',
    '2h',
    '90m',
    '4h',
    '5h',
    '12h',
    '24h',
    '36h',
    '1d',
    '3d',
    '1w',
    '1mo',
    '1q',
    '1y',
  ];
  const origins = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom('00:00', '09:30', '02:30', '23:59:59') as fc.Arbitrary<`${number}:${number}`>,
    fc.constant(Date.UTC(1999, 2, 6, 12, 34)),
  );
  const isRefused = (interval: Interval, origin: unknown) => interval === '36h' && typeof origin === 'string';

  test('every instant is in the window of its number, and windows are consecutive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...intervals),
        origins,
        fc.integer({ min: Date.UTC(1880, 0, 1), max: Date.UTC(2040, 0, 1) }),
        (timeZone, interval, origin, time) => {
          fc.pre(!isRefused(interval, origin));
          const windows = toWindows(interval, { timeZone, ...(origin !== undefined && { origin }) });
          const number = windows.number(time);
          expect(windows.at(number)).toBeLessThanOrEqual(time);
          expect(windows.at(number + 1)).toBeGreaterThan(time);
          expect(windows.number(windows.at(number))).toBe(number);
          expect(windows.number(windows.at(number + 1) - 1)).toBe(number);
          if (windows.length !== undefined) expect(windows.at(number + 1) - windows.at(number)).toBe(windows.length);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  // Periods of 24 hours that begin or end at a change of clocks, from the IANA time-zone database.
  const changes = [
    '2024-03-10T07:00Z',
    '2024-11-03T06:00Z',
    '2010-11-07T02:31Z',
    '2024-04-06T15:00Z',
    '2024-10-05T15:30Z',
    '2011-12-30T10:00Z',
    '1993-08-21T12:00Z',
    '2024-11-03T05:00Z',
    '1968-02-18T02:00Z',
    '1971-10-31T02:00Z',
    '2024-03-10T02:00Z',
    '2024-04-14T02:00Z',
  ];

  test('around changes of clocks, numbers never decrease, and each window begins at `at`', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...intervals),
        origins,
        fc.constantFrom(...changes),
        (timeZone, interval, origin, change) => {
          fc.pre(!isRefused(interval, origin));
          const windows = toWindows(interval, { timeZone, ...(origin !== undefined && { origin }) });
          const minute = 60_000;
          let time = Date.parse(change) - 1_440 * minute;
          let number = windows.number(time);
          for (let n = 0; n < 2_880; n += 1) {
            time += minute;
            const next = windows.number(time);
            if (next === number) continue;
            expect(next).toBeGreaterThan(number);
            expect(windows.at(number + 1)).toBeGreaterThan(time - minute);
            expect(windows.at(next)).toBeLessThanOrEqual(time);
            number = next;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('an origin', () => {
  const newYork = { timeZone: 'America/New_York', origin: '09:30' } as const;

  test('as a time of day begins bars at that time on each day, also when clocks change', () => {
    for (const day of ['2024-03-08', '2024-03-10', '2024-03-11', '2024-11-01', '2024-11-03', '2024-11-04']) {
      const [from, to] = [`${day}T13:30Z`, `${day}T15:30Z`];
      const bars = clockTimes('1h', 'America/New_York', from, to, newYork);
      expect(bars).toContain('09:30');
      expect(bars.every((time) => time.endsWith(':30'))).toBe(true);
    }
    expect(startOf('1d', '2024-03-11T13:29Z', newYork)).toBe('2024-03-10T13:30:00.000Z');
    expect(startOf('1w', '2024-03-11T13:29Z', newYork)).toBe('2024-03-04T14:30:00.000Z');
    expect(startOf('1mo', '2024-04-01T13:29Z', newYork)).toBe('2024-03-01T14:30:00.000Z');
    expect(startOf('1h', '2024-01-01T10:29Z', { origin: '09:30' })).toBe('2024-01-01T09:30:00.000Z');
    expect(startOf('1d', '2024-01-01T17:00:29Z', { origin: '17:00:30' })).toBe('2023-12-31T17:00:30.000Z');
  });

  test('as a time of day starts a new count each day when the interval does not divide a day', () => {
    const bars = ['09:30', '10:35', '11:40', '12:45', '13:50', '14:55'];
    expect(clockTimes('65m', 'America/New_York', '2024-03-08T14:30Z', '2024-03-08T21:00Z', newYork)).toEqual(bars);
    expect(clockTimes('65m', 'America/New_York', '2024-03-11T13:30Z', '2024-03-11T20:00Z', newYork)).toEqual(bars);
    expect(clockTimes('390m', 'America/New_York', '2024-03-09T14:30Z', '2024-03-10T20:01Z', newYork)).toEqual([
      '09:30',
      '16:00',
      '22:30',
      '06:00',
      '09:30',
      '16:00',
    ]);
    expect(clockTimes('5h', 'UTC', '2024-01-01T09:30Z', '2024-01-02T15:00Z', { origin: '09:30' })).toEqual([
      '09:30',
      '14:30',
      '19:30',
      '00:30',
      '05:30',
      '09:30',
      '14:30',
    ]);
  });

  test('as an instant starts the count there, by the calendar', () => {
    const taxYears = { timeZone: 'Europe/London', origin: Date.parse('2024-04-05T23:00Z') };
    expect(startOf('1y', '2025-04-05T12:00Z', taxYears)).toBe('2024-04-05T23:00:00.000Z');
    expect(startOf('1y', '1999-12-31T12:00Z', taxYears)).toBe('1999-04-05T23:00:00.000Z');
    expect(startOf('1q', '2024-12-31T12:00Z', taxYears)).toBe('2024-10-05T23:00:00.000Z');
    // Weeks from Sunday 17:00 in New York.
    const weeks = { timeZone: 'America/New_York', origin: Date.parse('2024-01-07T22:00Z') };
    expect(startOf('1w', '2024-06-12T12:00Z', weeks)).toBe('2024-06-09T21:00:00.000Z');
    expect(startOf('5h', '2024-01-08T01:00Z', { origin: Date.parse('2024-01-07T22:00Z') })).toBe(
      '2024-01-07T22:00:00.000Z',
    );
    expect(startOf('36h', '2024-01-09T01:00Z', { origin: Date.parse('2024-01-07T12:00Z') })).toBe(
      '2024-01-09T00:00:00.000Z',
    );
  });

  test.each<[Interval, CalendarOptions]>([
    ['1h', { origin: '9:30' as never }],
    ['1h', { origin: '24:00' }],
    ['1h', { origin: '09:60' }],
    ['1h', { origin: '2024-01-01' as never }],
    ['1h', { origin: NaN }],
    ['1h', { origin: 0.5 }],
    ['1h', { origin: 1e17 }],
    ['1h', { origin: null as never }],
    ['36h', { origin: '09:30' }],
    ['1mo', { origin: Date.UTC(2024, 0, 31) }],
    ['1h', { orign: '09:30' } as never],
  ])('with the interval %s and the options %o is refused', (interval, options) =>
    expect(() => toWindows(interval, options)).toThrow(badOption),
  );
});

describe('options', () => {
  test.each([
    0,
    -1,
    NaN,
    Infinity,
    0.5,
    '0m',
    '1.5d',
    '0mo',
    '0q',
    'x',
    '1',
    '',
    '-1d',
    '1M',
    '1Y',
    '9999999999w',
    '9999999999y',
    null,
    undefined,
    {},
  ])('refuses the interval %o', (interval) => expect(() => toWindows(interval as Interval)).toThrow(badOption));
  test('refuses an unknown time zone', () => {
    expect(() => toWindows('1d', { timeZone: 'Europe/Atlantis' })).toThrow(badOption);
    expect(() => toWindows('1m', { timeZone: 'Europe/Atlantis' })).toThrow(badOption);
  });
  test('windows have the same id exactly when they have the same instants', () => {
    const idOf = (interval: Interval, options?: CalendarOptions) => toWindows(interval, options).id;
    expect(idOf('60m')).toBe(idOf('1h', { timeZone: 'GMT' }));
    expect(idOf('24h')).toBe(idOf('1d'));
    expect(idOf('1q', { timeZone: 'Asia/Tokyo' })).toBe(idOf('3mo', { timeZone: 'Asia/Tokyo' }));
    const ids = [
      idOf('1h'),
      idOf('2h'),
      idOf('1h', { origin: '00:30' }),
      idOf('1h', { timeZone: 'Asia/Tokyo' }),
      idOf('1d', { timeZone: 'Asia/Tokyo' }),
      idOf('24h', { timeZone: 'Asia/Tokyo' }),
      idOf('1mo'),
      idOf('1q'),
      idOf('65m', { origin: '09:30' }),
      idOf('65m', { origin: '09:31' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
