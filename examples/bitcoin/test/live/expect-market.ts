import { expect } from 'vitest';
import type { LiveStore } from '../../src/live/store/live-store.ts';
import { marketCandles } from './market-candles.ts';

/** Expects more candles than `more` in a store, all equal to those of the simulated market, and closes the store. */
export const expectMarket = async (
  store: LiveStore,
  more: { readonly seconds: number; readonly minutes: number },
): Promise<void> => {
  const seconds = await store.read('bitcoin_candles_1s', { exchange: 'simulated' });
  const minutes = await store.read('bitcoin_candles_1m', { exchange: 'simulated' });
  await store.close();
  expect(seconds.length).toBeGreaterThan(more.seconds);
  expect(seconds).toEqual(await marketCandles(seconds, 1_000));
  expect(minutes.length).toBeGreaterThan(more.minutes);
  expect(minutes).toEqual(await marketCandles(minutes, 60_000));
};
