import { describe, expect, test } from 'vitest';
import { toMs, toTimeLimit } from '../src/internal/index.ts';
import type { Duration } from '../src/index.ts';

const bad = (option: string) =>
  expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(option) });

describe('toMs', () => {
  test.each<[Duration, number]>([
    [0, 0],
    [1.5, 1.5],
    [8.64e15, 8.64e15],
    ['0ms', 0],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['1.005s', 1_005],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['25d', 2_160_000_000],
    ['4w', 2_419_200_000],
    // The forms in which a template string writes small and large numbers.
    ['1e3s', 1_000_000],
    ['1e-7s', 0.0001],
    ['0.0001ms', 0.0001],
  ])('reads %j as %d ms', (duration, ms) => {
    expect(toMs(duration, 'every')).toBe(ms);
    expect(toTimeLimit(duration, 'every')).toBe(ms);
  });

  test.each([
    [-1],
    [NaN],
    [Infinity],
    [-Infinity],
    [8.64e15 + 2],
    ['100000000w'],
    ['1e400s'],
    ['Infinityms'],
    [''],
    ['5'],
    ['s'],
    ['-1s'],
    ['+1s'],
    ['-0s'],
    [' 5s'],
    ['5s '],
    ['5s\n'],
    ['5 s'],
    ['5S'],
    ['.5s'],
    ['5.s'],
    ['1,5s'],
    ['1_000ms'],
    ['0x10s'],
    ['١s'],
    ['１s'],
    ['1mo'],
    ['1y'],
    ['1h30m'],
    ['PT1S'],
    [null],
    [undefined],
    [true],
  ])('refuses %j and names the option', (duration) => {
    expect(() => toMs(duration as Duration, 'every')).toThrow(bad('every must be 0 to 8640000000000000 ms'));
  });

  test.each([
    ['a bigint', 5n],
    ['a date', new Date(5)],
    ['an array', ['5s']],
    ['an object without a prototype', Object.create(null)],
    ['a symbol', Symbol('5s')],
    ['a function', () => 5],
  ])('refuses %s', (_, duration) => {
    expect(() => toMs(duration as Duration, 'every')).toThrow(bad('every must be 0 to'));
  });

  test('refuses a duration outside the range of the option', () => {
    expect(toMs('1ms', 'every', { min: 1 })).toBe(1);
    expect(() => toMs('0.5ms', 'every', { min: 1 })).toThrow(bad('every must be 1 to'));
    expect(() => toMs('2s', 'every', { max: 1_999 })).toThrow(bad('0 to 1999 ms'));
  });
});

describe('toTimeLimit', () => {
  test('accepts Infinity as no limit, also with a maximum', () => {
    expect(toTimeLimit(Infinity, 'maxAge')).toBe(Infinity);
    expect(toTimeLimit(Infinity, 'maxAge', { min: 1, max: 5 })).toBe(Infinity);
  });

  test.each([[NaN], [-1], [-Infinity], [9e15], ['1e400s'], ['Infinity']])('refuses %j as a limit', (duration) => {
    expect(() => toTimeLimit(duration as Duration, 'maxAge')).toThrow(bad('or Infinity for no limit'));
  });
});
