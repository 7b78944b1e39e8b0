import { expect, test } from 'vitest';
import type { Prices } from '../../../src/board/api.ts';
import { drawnBar, holdsNewest, rowAt, rowsMoved, sliceOf, stillFits } from '../../../page/price/bar-slice.ts';

const hour = 3_600_000;
const pricesOf = (count: number): Prices => {
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    interval: '1m',
    times: rows.map((row) => row * hour),
    open: rows.map((row) => 100 + row),
    high: rows.map((row) => 100.75 + row),
    low: rows.map((row) => 99 + row),
    close: rows.map((row) => 100.5 + row),
    volume: rows.map(() => 2),
  };
};
const tenYears = pricesOf(87_600);

test('few bars are one slice, none merged', () => {
  const few = pricesOf(6_000);
  expect(sliceOf(few, 0, 10)).toEqual({ prices: few, merged: 1, first: 0, end: 6_000 });
});

test('for each visible part of ten years of hours, the chart holds at most 1,000 bars', () => {
  for (const span of [87_600, 60_000, 24_000, 5_000, 1_500, 200, 20])
    for (const from of [0, 1_000, 43_211, 87_600 - span]) {
      const slice = sliceOf(tenYears, from, Math.min(from + span, 87_600));
      expect(slice.prices.times.length).toBeLessThanOrEqual(1_000);
      expect(stillFits(slice, from, Math.min(from + span, 87_600), 87_600)).toBe(true);
      expect(slice.first).toBeLessThanOrEqual(from);
    }
});

test('a merged bar has the first open, the last close, the range and the sum of the volumes', () => {
  const { prices, merged, first } = sliceOf(tenYears, 30_000, 50_000);
  expect(merged).toBe(64);
  const start = first + 7 * merged;
  expect([prices.times[7], prices.open[7], prices.high[7], prices.low[7], prices.close[7], prices.volume[7]]).toEqual([
    start * hour,
    100 + start,
    100.75 + start + 63,
    99 + start,
    100.5 + start + 63,
    128,
  ]);
});

test('rows that have only a close count in a merged bar', () => {
  const without = (column: ReadonlyArray<number | null>) => column.map((value, row) => (row % 2 === 0 ? null : value));
  const { open, high, low, close } = tenYears;
  const some = { ...tenYears, open: without(open), high: without(high), low: without(low) };
  const jump = { ...some, close: close.with(39_600, 9e9) };
  const { prices } = sliceOf(jump, 40_000, 40_800);
  expect([prices.open[0], prices.high[0], prices.low[0], prices.close[0]]).toEqual([39_701, 9e9, 39_700, 39_701.5]);
  const none = tenYears.open.map(() => null);
  const closes = sliceOf({ ...tenYears, open: none, high: none, low: none }, 40_000, 40_800).prices;
  expect([closes.open[0], closes.high[0], closes.low[0], closes.close[0]]).toEqual([null, null, null, 39_701.5]);
});

test('a row is drawn by the bar that merges it, and by none outside the slice', () => {
  const slice = sliceOf(tenYears, 40_000, 40_800);
  expect(slice).toMatchObject({ merged: 2, first: 39_600, end: 41_200 });
  const bar = { prices: slice.prices, row: 50, firstRow: 39_700, lastRow: 39_701 };
  expect([39_700, 39_701].map((row) => drawnBar(slice, tenYears, row))).toEqual([bar, bar]);
  expect([39_599, 41_200, 87_599].map((row) => drawnBar(slice, tenYears, row))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const newest = sliceOf(tenYears, 0, 87_600);
  expect(drawnBar(newest, tenYears, 87_599)).toMatchObject({ firstRow: 87_552, lastRow: 87_599 });
});

test('a slice of all bars draws each row, also one that was added to it', () => {
  const few = pricesOf(3);
  const whole = sliceOf(few, 0, 3);
  (few.times as number[]).push(3 * hour);
  expect(drawnBar(whole, few, 3)).toEqual({ prices: few, row: 3, firstRow: 3, lastRow: 3 });
});

test('a slice no longer fits where it ends, or where its bars get too narrow or too wide', () => {
  const slice = sliceOf(tenYears, 40_000, 40_800);
  expect(slice).toMatchObject({ merged: 2, first: 39_600, end: 41_200 });
  expect(stillFits(slice, 39_700, 40_500, 87_600)).toBe(true);
  expect(stillFits(slice, 39_500, 40_300, 87_600)).toBe(false);
  expect(stillFits(slice, 40_500, 40_800, 87_600)).toBe(false);
  expect(stillFits({ ...slice, first: 0, end: 87_600 }, 39_200, 41_100, 87_600)).toBe(false);
});

test('a slice of all bars holds the newest one also after a live bar was added; a part of them does not', () => {
  const few = pricesOf(3);
  const whole = sliceOf(few, 0, 3);
  (few.times as number[]).push(3 * hour);
  (few.close as number[]).push(103.5);
  expect(holdsNewest(whole, few)).toBe(true);
  expect(holdsNewest(sliceOf(tenYears, 80_000, 87_600), tenYears)).toBe(true);
  expect(holdsNewest(sliceOf(tenYears, 40_000, 41_400), tenYears)).toBe(false);
});

test('a time belongs to the last bar that began before it', () => {
  expect([-1, 0, hour - 1, hour, 9 * hour].map((time) => rowAt([0, hour, 2 * hour], time))).toEqual([0, 0, 0, 1, 2]);
});

test('a refresh moves the visible rows with their times, or with the newest bar where that is visible', () => {
  const before = [0, 1, 2, 3, 4, 5];
  const now = [2, 3, 4, 5, 6];
  expect(rowsMoved(before, now, { from: 3, to: 4 })).toBe(-2);
  expect(rowsMoved(before, now, { from: 3, to: 5.5 })).toBe(-1);
  expect(rowsMoved(before, before, { from: -3, to: 2 })).toBe(0);
});
