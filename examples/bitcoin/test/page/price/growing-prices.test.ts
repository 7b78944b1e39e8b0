import { expect, test } from 'vitest';
import type { CandleEvent, CandleInterval, Prices } from '../../../src/board/api.ts';
import { GrowingPrices } from '../../../page/price/growing-prices.ts';

const day = 86_400_000;
const minute = 60_000;
const start = Date.UTC(2024, 4, 17);

const pricesOf = (interval: CandleInterval, times: readonly number[]): Prices => ({
  interval,
  times,
  open: times.map(() => 100),
  high: times.map(() => 110),
  low: times.map(() => 90),
  close: times.map((_, row) => 101 + row),
  volume: times.map(() => 5),
});
const candle = (interval: CandleInterval, time: number, close: number): CandleEvent => ({
  interval,
  time,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});
const minutes = (): GrowingPrices =>
  new GrowingPrices(
    pricesOf(
      '1m',
      [0, 1, 3].map((after) => start + after * minute),
    ),
  );

test('a newer candle becomes the last bar', () => {
  const growing = minutes();
  expect(growing.take(candle('1m', start + 4 * minute, 50))).toMatchObject({
    before: 103,
    isOlder: false,
    isInserted: false,
  });
  expect(growing.prices.close).toEqual([101, 102, 103, 50]);
  expect(growing.rowOf(start + 4 * minute)).toBe(3);
});

test('a correction replaces the candle of its time, also an older one', () => {
  const growing = minutes();
  expect(growing.take(candle('1m', start + minute, 50))).toMatchObject({
    before: 101,
    isOlder: true,
    isInserted: false,
  });
  expect(growing.prices.close).toEqual([101, 50, 103]);
  expect(growing.prices.volume).toEqual([5, 1, 5]);
});

test('a candle for a time without a bar is inserted, and the later bars move', () => {
  const growing = minutes();
  expect(growing.take(candle('1m', start + 2 * minute, 50))).toMatchObject({
    before: 102,
    isOlder: true,
    isInserted: true,
  });
  expect(growing.take(candle('1m', start - minute, 40))).toMatchObject({ before: undefined, isInserted: true });
  expect(growing.prices.times.map((time) => (time - start) / minute)).toEqual([-1, 0, 1, 2, 3]);
  expect(growing.prices.close).toEqual([40, 101, 102, 50, 103]);
  expect(growing.rowOf(start + 3 * minute)).toBe(4);
});

test('the first candle of empty prices becomes the first bar', () => {
  const growing = new GrowingPrices(pricesOf('1s', []));
  expect(growing.take(candle('1s', start, 50))).toMatchObject({ before: undefined, isOlder: false });
  expect(growing.prices).toMatchObject({ times: [start], close: [50] });
});

test('a correction of an earlier minute widens the range of its day and leaves the close', () => {
  const growing = new GrowingPrices(pricesOf('1d', [start]));
  growing.take(candle('1m', start + 7 * minute, 105));
  growing.take(candle('1m', start + 6 * minute, 120));
  expect(growing.prices).toMatchObject({ high: [120], low: [90], close: [105], volume: [5] });
  growing.take(candle('1m', start + 7 * minute, 106));
  expect(growing.prices.close).toEqual([106]);
});

test('a wider candle, and a minute of an earlier day, change nothing', () => {
  expect(minutes().take(candle('1d', start, 50))).toBeUndefined();
  const growing = new GrowingPrices(pricesOf('1d', [start - day, start]));
  expect(growing.take(candle('1m', start - minute, 50))).toBeUndefined();
  expect(growing.prices.close).toEqual([101, 102]);
});

test('the given prices stay unchanged', () => {
  const given = pricesOf('1m', [start]);
  new GrowingPrices(given).take(candle('1m', start + minute, 50));
  expect(given.times).toEqual([start]);
});

test('the newest bars are left, and take candles as before', () => {
  const growing = minutes();
  growing.keepNewest(2);
  expect(growing.prices).toEqual({
    ...pricesOf(
      '1m',
      [1, 3].map((after) => start + after * minute),
    ),
    close: [102, 103],
  });
  expect(growing.rowOf(start)).toBeUndefined();
  growing.take(candle('1m', start + 3 * minute, 50));
  expect(growing.prices.close).toEqual([102, 50]);
  growing.keepNewest(5);
  expect(growing.prices.close).toEqual([102, 50]);
});
