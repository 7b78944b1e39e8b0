import { describe, expect, test } from 'vitest';
import { autoregression, difference, log, scale } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';

forecasterContract('autoregression', autoregression, { period: 19 });
forecasterContract(
  'autoregression on transformed rows',
  autoregression,
  { lags: [1, 2, 7], transforms: [log(), difference(), scale()] },
  { positive: true },
);

describe('autoregression', () => {
  test('finds the recursion that generated the rows', async () => {
    const values = [10, 20];
    for (let i = 2; i < 60; i += 1) values.push(5 + 1.5 * values[i - 1]! - 0.9 * values[i - 2]!);
    const times = Float64Array.from(values, (_, i) => i);
    const model = await autoregression.fit({ times, values: Float64Array.from(values) }, { lags: [1, 2], ridge: 0 });
    const { weights } = model.save().learnt;
    expect(weights[0]).toBeCloseTo(1.5, 6);
    expect(weights[1]).toBeCloseTo(-0.9, 6);
    const next = 5 + 1.5 * values[59]! - 0.9 * values[58]!;
    expect(model.forecast(1).mean[0]).toBeCloseTo(next, 6);
  });

  test('leaves out lags that the series is too short for', async () => {
    const { lags } = (await autoregression.fit(wave(20), { lags: 'wide', period: [7] })).save().learnt;
    expect(Math.max(...lags) * 2).toBeLessThan(20);
  });

  test('forecasts a constant series', async () => {
    const series = { times: wave(40).times, values: new Float64Array(40).fill(3) };
    expect(Array.from((await autoregression.fit(series)).forecast(2).mean)).toEqual([3, 3]);
  });

  test('refuses a lag of half the rows', async () => {
    await expect(autoregression.fit(wave(40), { lags: [20] })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
    });
  });

  test.each([{ lags: [] }, { lags: [2, 1] }, { lags: 'all' }, { ridge: -1 }, { halfLife: 0 }, { gaps: 'fill' }])(
    'refuses %j',
    async (options) => {
      await expect(autoregression.fit(wave(60), options as object)).rejects.toMatchObject({
        code: 'PENSTOCK_BAD_OPTION',
      });
    },
  );
});
