import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { date, dateAs, epoch } from '../../src/index.ts';

const utc = (...parts: [year: number, month: number, day: number, ...rest: number[]]): number => {
  const [year, month, day, ...rest] = parts;
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  return instant.getTime() + Date.UTC(1970, 0, 1, ...(rest as [number?, number?, number?, number?]));
};

describe('date', () => {
  test.each([
    ['2014-09-17', utc(2014, 9, 17)],
    ['2014-09-17T12:00:00Z', utc(2014, 9, 17, 12)],
    ['2014-09-17 12:00:00+02:00', utc(2014, 9, 17, 10)],
    ['2014-09-17T12:00-0330', utc(2014, 9, 17, 15, 30)],
    ['2014-09-17T12:00:00.5Z', utc(2014, 9, 17, 12, 0, 0, 500)],
    ['2014-09-17T12:00:00.123999999Z', utc(2014, 9, 17, 12, 0, 0, 123)],
    ['2014-12-31T24:00:00Z', utc(2015, 1, 1)],
    ['2024-02-29', utc(2024, 2, 29)],
    ['2000-02-29T00:00:00Z', utc(2000, 2, 29)],
    // `Date.parse` and `Date.UTC` read these as 1950, 1999 and 1900.
    ['0050-01-02 10:00:00Z', utc(50, 1, 2, 10)],
    ['0099-12-31', utc(99, 12, 31)],
    ['0000-01-01', utc(0, 1, 1)],
    ['9999-12-31T23:59:59.999Z', utc(9999, 12, 31, 23, 59, 59, 999)],
  ])('reads %s', (cell, time) => {
    expect(date(cell)).toBe(time);
  });

  test.each([
    '01/02/2020',
    '2020/01/02',
    '02.01.2020',
    '20200102',
    '2020-1-2',
    '20-01-02',
    '+002020-01-02',
    '-0050-01-02',
    '2020-W01-1',
    '2020-002',
    'Jan 2, 2020',
    '1577836800',
    '2020-01-02T10',
    '2020-01-02T10:00:00 Z',
    '2020-01-02t10:00Z',
    '2020-01-02 10:00:00',
    '2020-01-02T10:00',
    '2020-02-30',
    '2023-02-29',
    '1900-02-29',
    '2020-00-10',
    '2020-04-31',
    '2020-01-02T24:01Z',
    '2020-01-02T25:00Z',
    '2020-01-02T10:60Z',
    '2020-01-02T10:00:60Z',
    '2020-01-02T10:00+24:00',
    '2020-01-02T10:00+02:60',
    '2020-01-02T10:00:00.Z',
    ' 2020-01-02',
    '2020-01-02 ',
    '2020-01-02\r',
    '',
    'null',
  ])('rejects %j', (cell) => {
    expect(() => date(cell)).toThrow(/expected/);
  });

  test('reads any date that toISOString writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (instant) => {
          expect(date(instant.toISOString())).toBe(instant.getTime());
        },
      ),
    );
  });
});

describe('dateAs', () => {
  test.each([
    ['DD.MM.YYYY', '02.01.2020', utc(2020, 1, 2)],
    ['MM/DD/YYYY', '01/02/2020', utc(2020, 1, 2)],
    ['D/M/YYYY', '1/2/2020', utc(2020, 2, 1)],
    ['D/M/YYYY', '31/12/0050', utc(50, 12, 31)],
    ['YYYYMMDD', '20200229', utc(2020, 2, 29)],
    ['DMMYYYY', '1112020', utc(2020, 11, 1)],
    ['MMM DD, YYYY', 'Jan 02, 2020', utc(2020, 1, 2)],
    ['DD-MMM-YYYY', '02-DEC-2020', utc(2020, 12, 2)],
    ['YYYY-MM-DD HH:mm:ss Z', '2020-01-02 10:00:00 +0100', utc(2020, 1, 2, 9)],
    ['YYYY-MM-DDTHH:mm:ss.SSSZ', '2020-01-02T10:00:00.25Z', utc(2020, 1, 2, 10, 0, 0, 250)],
    ['M/D/YYYY h:mm A Z', '1/2/2020 12:05 AM Z', utc(2020, 1, 2, 0, 5)],
    ['M/D/YYYY h:mm A Z', '1/2/2020 12:05 pm Z', utc(2020, 1, 2, 12, 5)],
    ['M/D/YYYY h:mm A Z', '1/2/2020 11:59 PM Z', utc(2020, 1, 2, 23, 59)],
  ])('reads, in the format %s, the cell %s', (format, cell, time) => {
    expect(dateAs(format)(cell)).toBe(time);
  });

  test.each([
    ['DD.MM.YYYY', '01.13.2020'],
    ['DD.MM.YYYY', '30.02.2020'],
    ['DD.MM.YYYY', '2.1.2020'],
    ['DD.MM.YYYY', '02.01.20'],
    ['DD.MM.YYYY', '02x01x2020'],
    ['DD.MM.YYYY', '02.01.2020 10:00'],
    ['M/D/YYYY h:mm A Z', '1/2/2020 13:05 PM Z'],
    ['M/D/YYYY h:mm A Z', '1/2/2020 0:05 AM Z'],
    ['MMM DD, YYYY', 'Foo 02, 2020'],
  ])('rejects, in the format %s, the cell %j', (format, cell) => {
    expect(() => dateAs(format)(cell)).toThrow(/^expected an existing date in the format/);
  });

  test.each([
    '',
    'DD.MM.YY',
    'DD.MM',
    'DD.MM.YYYY mm',
    'DD.MM.YYYY hh:mm',
    'DD.MM.YYYY HH:mm A',
    'DD.MM.YYYY DD',
    'DD.MM.YYYY Z',
    'YYYY-[W]WW',
    'YYYY-MM-DD HH:ss',
    // 1112020 is 11 January or 1 November.
    'MDYYYY',
    'YYYYDDMHmm',
  ])('rejects the format %j', (format) => {
    expect(() => dateAs(format, { timeZone: 'UTC' })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  test.each([
    // Standard time is UTC-5, summer time UTC-4.
    ['America/New_York', '2020-01-02 09:30:00', utc(2020, 1, 2, 14, 30)],
    ['America/New_York', '2020-07-02 09:30:00', utc(2020, 7, 2, 13, 30)],
    ['America/New_York', '2020-03-08 01:59:59', utc(2020, 3, 8, 6, 59, 59)],
    ['America/New_York', '2020-03-08 03:00:00', utc(2020, 3, 8, 7)],
    // Summer time is UTC+11.
    ['Australia/Sydney', '2020-01-02 10:00:00', utc(2020, 1, 1, 23)],
    ['Asia/Kolkata', '2020-01-02 09:15:00', utc(2020, 1, 2, 3, 45)],
    ['UTC', '0050-01-02 10:00:00', utc(50, 1, 2, 10)],
    ['UTC', '0000-06-01 10:00:00', utc(0, 6, 1, 10)],
    // Local mean time is UTC-4:56:02.
    ['America/New_York', '0000-01-01 00:00:00', utc(0, 1, 1, 4, 56, 2)],
    ['America/New_York', '2020-01-02T09:30:00Z', utc(2020, 1, 2, 9, 30)],
    ['America/New_York', '2020-01-02', utc(2020, 1, 2)],
  ])('reads, in the time zone %s, %s', (timeZone, cell, time) => {
    expect(dateAs('ISO', { timeZone })(cell)).toBe(time);
  });

  test.each([
    ['2020-03-08 02:30:00', 'never'],
    ['2020-11-01 01:30:00', 'twice'],
  ])('rejects %s, which occurs %s in New York', (cell, times) => {
    expect(() => dateAs('ISO', { timeZone: 'America/New_York' })(cell)).toThrow(times);
  });

  test('rejects a format with a time of day but without an offset or a time zone', () => {
    expect(() => dateAs('DD.MM.YYYY HH:mm')).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(dateAs('DD.MM.YYYY HH', { timeZone: 'UTC' })('02.01.2020 07')).toBe(utc(2020, 1, 2, 7));
  });

  test('rejects an unknown time zone and an unknown option', () => {
    for (const options of [{ timeZone: 'Mars/Olympus' }, { timezone: 'UTC' } as object]) {
      expect(() => dateAs('ISO', options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    }
  });
});

describe('epoch', () => {
  test.each([
    ['s', '1577836800', 1_577_836_800_000],
    ['s', '1577836800.5', 1_577_836_800_500],
    ['s', '1577836800.0019', 1_577_836_800_001],
    ['s', '-1', -1_000],
    ['s', '-0.0001', -1],
    ['s', '8640000000000', 8_640_000_000_000_000],
    ['ms', '1577836800123', 1_577_836_800_123],
    ['us', '1577836800123456', 1_577_836_800_123],
    ['us', '-1', -1],
    ['us', '5', 0],
    ['ns', '1577836800123999999', 1_577_836_800_123],
    ['ns', '0', 0],
  ] as const)('reads, in the unit %s, the cell %s', (unit, cell, time) => {
    expect(epoch(unit)(cell)).toBe(time);
  });

  test.each([
    ['s', '1577836800000000'],
    ['s', '8640000000000.001'],
    ['ms', '8640000000000001'],
    ['ms', '-8640000000000001'],
    ['s', '1e9'],
    ['s', '0x10'],
    ['s', ' 1'],
    ['s', ''],
    ['s', '2020-01-02'],
  ] as const)('rejects, in the unit %s, the cell %j', (unit, cell) => {
    expect(() => epoch(unit)(cell)).toThrow(/^expected/);
  });

  test('rejects an unknown unit', () => {
    expect(() => epoch('m' as 's')).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
