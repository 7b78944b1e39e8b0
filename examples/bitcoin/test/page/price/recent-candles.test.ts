import { expect, test } from 'vitest';
import { RecentCandles } from '../../../page/price/recent-candles.ts';
import type { CandleEvent, CandleInterval, Prices } from '../../../src/board/api.ts';

const candle = (interval: CandleInterval, time: number): CandleEvent => ({
  interval,
  time,
  open: 1,
  high: 4,
  low: 1,
  close: 3,
  volume: 0.5,
});
const secondsAt = (...times: readonly number[]): Prices => {
  const ones = times.map(() => 1);
  return { interval: '1s', times, open: ones, high: ones, low: ones, close: ones, volume: ones };
};

test('gives the candles that an answer lacks, and those of other intervals', () => {
  const recent = new RecentCandles();
  const [known, missing, ofMinute] = [candle('1s', 1_000), candle('1s', 2_000), candle('1m', 0)];
  for (const one of [known, ofMinute, missing]) recent.add(one);
  expect(recent.missingFrom(secondsAt(1_000, 3_000))).toEqual([ofMinute, missing]);
});

test('keeps the candles of two minutes', () => {
  const recent = new RecentCandles();
  for (let time = 0; time <= 300_000; time += 1_000) recent.add(candle('1s', time));
  const times = recent.missingFrom(secondsAt()).map(({ time }) => time);
  expect([times.length, times[0], times.at(-1)]).toEqual([120, 181_000, 300_000]);
});
