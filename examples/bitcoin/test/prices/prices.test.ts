import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dayOf } from '../../src/prices/document.ts';
import { findPrices } from '../../src/prices/prices.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'penstock-prices-'));
  vi.stubGlobal('fetch', async () => {
    throw new Error('no network');
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rm(cache, { recursive: true, force: true });
});

const { signal } = new AbortController();
const find = async (csv?: string): Promise<readonly string[]> => {
  const told: string[] = [];
  const { source } = await findPrices({ csv, cache, signal, onAsk: () => told.push('asks') });
  return [...told, source];
};

test('reports that it asks Yahoo before the answer arrives', async () => {
  expect(await find()).toEqual(['asks', expect.stringMatching(/^@visx\/mock-data/)]);
});

test('does not ask Yahoo for a file, nor twice a day', async () => {
  expect(await find('prices.csv')).toEqual(['the file prices.csv']);
  const today = dayOf(Date.now());
  const row = { time: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 };
  await writeFile(join(cache, 'yahoo-BTC-USD.json'), JSON.stringify({ asked: today, rows: [row] }));
  expect(await find()).toEqual([`Yahoo (BTC-USD, kept since ${today})`]);
});
