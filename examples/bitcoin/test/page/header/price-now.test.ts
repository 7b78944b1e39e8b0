import { expect, test } from 'vitest';
import type { CandleEvent, Prices } from '../../../src/board/api.ts';
import { priceNow } from '../../../page/header/price-now.ts';

const day = 86_400_000;
const start = Date.UTC(2014, 4, 16);
const none = [null, null];
const prices: Prices = {
  interval: '1d',
  times: [start, start + day],
  open: none,
  high: none,
  low: none,
  close: [100, 110],
  volume: none,
};
const candle = (time: number, close: number): CandleEvent => ({
  interval: '1m',
  time,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
});

test('without a live candle, the price is the newest close, compared with the close before', () => {
  const now = priceNow(prices, undefined)!;
  expect(now).toMatchObject({ close: 110, when: 'Close of 17 May 2014 (UTC)' });
  expect(now.change).toBeCloseTo(0.1);
});

test('a live candle of a later day is compared with the newest close, and is not called the close of its day', () => {
  const now = priceNow(prices, candle(start + 2 * day + 60_000, 121))!;
  expect(now).toMatchObject({ close: 121, when: 'Live, 18 May 2014, 00:02:00 UTC' });
  expect(now.change).toBeCloseTo(0.1);
});

test('a live candle of the newest day is compared with the day before', () => {
  expect(priceNow(prices, candle(start + day + 60_000, 120))!.change).toBeCloseTo(0.2);
});

test('there is no price without prices', () => {
  expect(priceNow({ ...prices, times: [], close: [] }, candle(start, 1))).toBeUndefined();
});
