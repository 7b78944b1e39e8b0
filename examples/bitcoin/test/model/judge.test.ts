import { naive } from '@penstock/forecast';
import type { BacktestCandidate } from '@penstock/forecast';
import { expect, test } from 'vitest';
import { judge } from '../../src/model/judge.ts';

const dayMs = 86_400_000;
const closes = {
  times: Float64Array.from({ length: 40 }, (_, row) => row * dayMs),
  values: Float64Array.from({ length: 40 }, (_, row) => 100 + row),
};
const { signal } = new AbortController();
const bounds = { trainingRows: 20, horizon: 7, budget: 1_000, signal, now: () => 0 };

const naively: BacktestCandidate = { name: 'naive', fit: (rows) => naive.fit(rows) };
/** Forecasts that each value is one more than the last. */
const byOne = (fitted: (rows: number) => void): BacktestCandidate => ({
  name: 'by one',
  async fit(rows) {
    fitted(rows.values.length);
    const model = await naive.fit(rows);
    return {
      forecast(horizon, options) {
        const { mean, ...rest } = model.forecast(horizon, options);
        return { ...rest, mean: mean.map((value, step) => value + step + 1) };
      },
    };
  },
});
const broken: BacktestCandidate = { name: 'broken', fit: () => Promise.reject(new Error('out of order')) };

test('fits once on the training rows and chooses the smallest error', async () => {
  const fits: number[] = [];
  const judged = await judge([naively, byOne((rows) => fits.push(rows)), broken], closes, bounds);
  expect(fits).toEqual([20]);
  expect(judged.best.name).toBe('by one');
  expect(judged.best.model.forecast(2, { after: closes }).mean).toEqual(Float64Array.of(140, 141));
  // 20 rows are left; 14 of them and the row before the first have seven rows after them.
  expect(judged.overall).toMatchObject({ origins: 14, horizon: 7 });
  expect(judged.atFirst.forecasters.map(({ name, scores }) => [name, scores?.rmse])).toEqual([
    ['by one', 0],
    ['naive', 1],
    ['broken', undefined],
  ]);
  expect(judged.atLast.naive.rmse).toBe(7);
});

test('chooses the first of candidates with equal errors', async () => {
  const again = { ...naively, name: 'the same' };
  expect((await judge([naively, again], closes, bounds)).best.name).toBe('naive');
  expect((await judge([again, naively], closes, bounds)).best.name).toBe('the same');
});

test('tries no further candidate after its time is over, but always the first', async () => {
  let time = 0;
  const now = (): number => (time += 1_000);
  const judged = await judge([naively, byOne(() => {}), broken], closes, { ...bounds, now });
  expect(judged.best.name).toBe('naive');
  expect(judged.untried).toEqual(['by one', 'broken']);
});

test('rejects with the first error when all candidates fail', async () => {
  const failed: unknown = await judge([broken], closes, bounds).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'PENSTOCK_SERIES_INVALID', message: expect.stringContaining('out of order') });
  expect(failed).toMatchObject({ cause: { message: expect.stringContaining('out of order') } });
});
