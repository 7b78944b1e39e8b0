import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { deliver, run } from '@penstock/stream';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toDocument } from '../../src/prices/document.ts';
import { sourceNames } from '../../src/prices/ranking.ts';
import { duckdbStore } from '../../src/store/duckdb-store.ts';
import { expectHighestRanks } from './ranked-rows.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-duckdb-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const row = fc.record({
  day: fc.nat(6),
  source: fc.constantFrom(...sourceNames),
  found: fc.constantFrom(0, 1, 1_700_000_000_000, 1_700_000_000_001),
  close: fc.integer({ min: 1, max: 1_000 }),
});

test('a row stands until one of at least the same rank comes, in any order of runs and replays', async () => {
  const store = await duckdbStore(join(folder, 'ranks'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 15 }), { maxLength: 5 }), async (runs) => {
      await store.clear();
      await expectHighestRanks(store, runs);
    }),
    { numRuns: 40 },
  );
  await store.close();
});

test('rows of an unnamed source rank above closes alone, and below all else', async () => {
  const directory = await mkdtemp(join(folder, 'earlier-'));
  const instance = await DuckDBInstance.create(join(directory, 'bitcoin.duckdb'));
  const connection = await instance.connect();
  await connection.run(
    'CREATE TABLE bitcoin_kafka ("Date" VARCHAR PRIMARY KEY, "Open" DOUBLE, "High" DOUBLE, "Low" DOUBLE, "Close" ' +
      'DOUBLE, "Adj Close" DOUBLE, "Volume" DOUBLE, "@timestamp" DOUBLE)',
  );
  await connection.run(
    `INSERT INTO bitcoin_kafka VALUES ('2020-01-01', 1, 1, 1, 1, 1, 1, 1577836800000), ('2020-01-02', 1, 1, 1, 1, ` +
      '1, 1, 1577923200000)',
  );
  connection.closeSync();
  instance.closeSync();

  const store = await duckdbStore(directory);
  expect((await store.extent()).sources).toEqual({ unknown: 2 });
  const day = (date: string, source: 'sample' | 'yahoo') =>
    toDocument({ time: Date.parse(date), open: null, high: null, low: null, close: 5, volume: null, source, found: 0 });
  await run(deliver([day('2020-01-01', 'sample'), day('2020-01-02', 'yahoo')], { id: ({ Date }) => Date }), store.sink);
  expect(await store.closes()).toEqual({
    times: Float64Array.of(1577836800000, 1577923200000),
    values: Float64Array.of(1, 5),
  });
  await store.close();
});
