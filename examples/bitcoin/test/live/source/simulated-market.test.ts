import { expect, test } from 'vitest';
import { isOdd, SimulatedMarket, tradeEvery } from '../../../src/live/source/simulated-market.ts';

const midnight = Date.UTC(2026, 0, 2) / tradeEvery;
const read = (from: number, end: number) => new SimulatedMarket('BTC/USD').read(from, end);

test('returns the same trades for reads of any size, also across midnight and backwards', async () => {
  const whole = await read(midnight - 50, midnight + 50);
  const market = new SimulatedMarket('BTC/USD');
  const parts = [
    await market.read(midnight + 10, midnight + 50),
    await market.read(midnight - 50, midnight - 20),
    await market.read(midnight - 20, midnight + 10),
  ];
  expect([...parts[1]!, ...parts[2]!, ...parts[0]!]).toEqual(whole);
  expect(whole.map(({ id }) => Number(id))).toEqual(Array.from({ length: 100 }, (_, n) => midnight - 50 + n));
  expect(whole.map(({ time }) => time)).toEqual(whole.map(({ id }) => Number(id) * tradeEvery));
});

test('opens each day at 60,000, and is 1.5 % higher in one minute of each hour', async () => {
  const minute = 60_000 / tradeEvery;
  const trades = await read(midnight, midnight + 120 * minute);
  const closes = Array.from({ length: 120 }, (_, n) => trades[(n + 1) * minute - 1]!);
  const jumps = closes.filter(({ price }, n) => n > 0 && price > 1.01 * closes[n - 1]!.price);
  expect(jumps).toHaveLength(2);
  expect(jumps).toEqual(closes.filter(({ time }) => isOdd(time)));
  expect(trades[0]!.price).toBe(60_000);
  expect(trades.every(({ price, size }) => price > 0 && size > 0)).toBe(true);
});
