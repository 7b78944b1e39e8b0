import { deliver, run } from '@penstock/stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDuckDb } from '../../src/duckdb/open-duckdb.ts';
import type { DuckDb } from '../../src/duckdb/open-duckdb.ts';
import { readSeries } from '../../src/duckdb/read-series.ts';
import { toDuckDb } from '../../src/duckdb/to-duckdb.ts';

interface Price {
  readonly time: number;
  readonly close: number | null;
}

let store: DuckDb;
beforeEach(async () => {
  store = await openDuckDb(':memory:');
});
afterEach(() => store.close());

const write = (prices: readonly Price[]) =>
  run(
    deliver(prices, { id: ({ time }) => String(time), onReject: 'skip' }),
    toDuckDb<Price>(store, { index: 'bit"coin' }),
  );
const closes = async () => {
  const { times, values } = await readSeries(store, { index: 'bit"coin', field: 'close' });
  return [...times].map((time, row) => [time, values[row]]);
};

test('reads the last document of each id, in order of time', async () => {
  await write([
    { time: 2, close: 0.1 + 0.2 },
    { time: 1, close: -5e-324 },
    { time: 2, close: 1.7976931348623157e308 },
  ]);
  expect(await closes()).toEqual([
    [1, -5e-324],
    [2, 1.7976931348623157e308],
  ]);
  await write([{ time: 1, close: 7 }]);
  expect(await closes()).toEqual([
    [1, 7],
    [2, 1.7976931348623157e308],
  ]);
});

test('rejects a value that JSON would change, and writes the others', async () => {
  const counts = await write([
    { time: 1, close: NaN },
    { time: 2, close: 3 },
  ]);
  expect(counts).toMatchObject({ written: 1, rejected: 1 });
  expect(await closes()).toEqual([[2, 3]]);
});

test('leaves out documents without the field', async () => {
  await write([
    { time: 1, close: null },
    { time: 2, close: 3 },
  ]);
  expect(await closes()).toEqual([[2, 3]]);
  expect((await readSeries(store, { index: 'bit"coin', field: 'open' })).values).toHaveLength(0);
});

test('names the table that is missing', async () => {
  await expect(closes()).rejects.toMatchObject({
    code: 'PENSTOCK_INDEX_MISSING',
    message: expect.stringContaining('bit"coin'),
  });
});
