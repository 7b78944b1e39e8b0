import { expect, test } from 'vitest';
import { foldCandle } from '../../../page/price/candle.ts';

const day = 86_400_000;
const minute = 60_000;
const today = { time: 10 * day, open: 100, high: 110, low: 95, close: 105, volume: 7 };
const fresh = { time: 10 * day + 3 * minute, open: 106, high: 112, low: 104, close: 108, volume: 1 };

test('a finer candle moves the close and widens the range of the coarser one', () => {
  expect(foldCandle(today, fresh, day)).toEqual({
    time: 10 * day,
    open: 100,
    high: 112,
    low: 95,
    close: 108,
    volume: 7,
  });
});

test('the first candle of a new day begins a bar without a volume', () => {
  expect(foldCandle(today, { ...fresh, time: 11 * day + minute }, day)).toEqual({
    ...fresh,
    time: 11 * day,
    volume: null,
  });
  expect(foldCandle(undefined, fresh, day)).toEqual({ ...fresh, time: 10 * day, volume: null });
});

test('a candle of an earlier day changes nothing', () => {
  expect(foldCandle(today, { ...fresh, time: 9 * day }, day)).toBe(today);
});

test('where only closes are known, the range begins with the close', () => {
  const closes = { ...today, open: null, high: null, low: null };
  expect(foldCandle(closes, fresh, day)).toMatchObject({ open: null, high: 112, low: 104, close: 108 });
});
