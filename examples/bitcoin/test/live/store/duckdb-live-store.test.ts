import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duckdbLiveStore } from '../../../src/live/store/duckdb-live-store.ts';

test('a store whose directory is a file is unreadable, and the error names --store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-live-store-'));
  const file = join(folder, 'prices.csv');
  await writeFile(file, '');
  await expect(duckdbLiveStore(file)).rejects.toMatchObject({
    code: 'PENSTOCK_STORE_UNREADABLE',
    message: expect.stringContaining('--store'),
  });
  await rm(folder, { recursive: true, force: true });
});
