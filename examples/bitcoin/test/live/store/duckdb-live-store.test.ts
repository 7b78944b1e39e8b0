import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, run } from '@penstock/stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { duckdbLiveStore } from '../../../src/live/store/duckdb-live-store.ts';
import { candleAt } from '../../board/live-documents.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-live-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a store whose directory is a file is unreadable, and the error names --store', async () => {
  const file = join(folder, 'prices.csv');
  await writeFile(file, '');
  await expect(duckdbLiveStore(file)).rejects.toMatchObject({
    code: 'PENSTOCK_STORE_UNREADABLE',
    message: expect.stringContaining('--store'),
  });
});

test('a document that JSON would change is rejected alone', async () => {
  const store = await duckdbLiveStore(folder);
  const documents = [candleAt(1), { ...candleAt(2), volume: NaN }, candleAt(3), { ...candleAt(1), close: 13 }];
  const rows = documents.map((document) => ({ index: 'bitcoin_candles_1m', document }) as const);
  expect(await run(deliver(rows, { onReject: 'skip' }), store.sink)).toMatchObject({ written: 3, rejected: 1 });
  expect(await store.read('bitcoin_candles_1m', { exchange: 'simulated' })).toEqual([documents[3], documents[2]]);
  await store.close();
});
