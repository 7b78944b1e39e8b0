import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../src/internal/index.ts';

const now = Date.UTC(2026, 10, 28, 12, 0, 0);
const date = 'Sat, 28 Nov 2026 11:00:00 GMT';

describe('retryAfterMs', () => {
  test.each([
    ['0', 0],
    ['120', 120_000],
    ['007', 7_000],
    ['0.25', 250],
    ['1.0001', 1_001],
    [' 5 ', 5_000],
    // 46 days, which is longer than one timer of Node can wait.
    ['4000000', 4_000_000_000],
    ['99999999999999999999', 8.64e15],
    ['9'.repeat(400), 8.64e15],
    ['Sat, 28 Nov 2026 12:01:00 GMT', 60_000],
    ['Saturday, 28-Nov-26 12:01:00 GMT', 60_000],
    ['Sat Nov 28 12:01:00 2026', 60_000],
    ['Sun Nov  8 12:01:00 2026', 0],
    ['Sat, 28 Nov 2026 11:59:00 GMT', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
  ])('reads %j as %d ms', (header, ms) => {
    expect(retryAfterMs(header, { now })).toBe(ms);
  });

  test.each([
    [null],
    [undefined],
    [''],
    [' '],
    ['-1'],
    ['+1'],
    ['1e9'],
    ['0x10'],
    ['1,5s'],
    ['.5'],
    ['5.'],
    ['١٢'],
    ['Infinity'],
    ['NaN'],
    ['soon'],
    ['5 seconds'],
    ['5 6'],
    ['2026-11-28T12:01:00Z'],
    ['Sat, 99 Foo 2026 12:01:00 GMT'],
    ['Sat, 28 Nov 2026 12:01:00 CET'],
    ['sat, 28 nov 2026 12:01:00 gmt'],
    [[]],
    [['soon']],
    [['5', 'soon']],
  ])('returns undefined for %j', (header) => {
    expect(retryAfterMs(header, { now })).toBeUndefined();
  });

  test('counts a date from the clock of the server, when the response has a Date header', () => {
    expect(retryAfterMs('Sat, 28 Nov 2026 11:00:30 GMT', { now, date })).toBe(30_000);
    expect(retryAfterMs('Sat, 28 Nov 2026 12:00:30 GMT', { now, date: 'yesterday' })).toBe(30_000);
    expect(retryAfterMs('Sat, 28 Nov 2026 12:00:30 GMT', { now, date: null })).toBe(30_000);
    expect(retryAfterMs('30', { now, date })).toBe(30_000);
  });

  test.each([
    [['5', '60'], 60_000],
    ['5, 60, 7', 60_000],
    ['5,60', 60_000],
    [['5', 'Sat, 28 Nov 2026 12:01:00 GMT'], 60_000],
    ['Sat, 28 Nov 2026 12:01:00 GMT, 5', 60_000],
    [['60'], 60_000],
  ])('takes the longest wait of a header that occurs twice, %j', (header, ms) => {
    expect(retryAfterMs(header, { now })).toBe(ms);
  });

  test('returns a whole number of ms from 0 to 8.64e15 or undefined, for any header', () => {
    const text = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.date({ noInvalidDate: true }).map((at) => at.toUTCString()),
      fc.constantFrom('5', ', ', '0'),
    );
    fc.assert(
      fc.property(fc.oneof(text, fc.array(text)), fc.option(text), (header, sent) => {
        const ms = retryAfterMs(header, { now, date: sent });
        expect(ms === undefined || (Number.isSafeInteger(ms) && ms >= 0 && ms <= 8.64e15)).toBe(true);
      }),
    );
  });
});
