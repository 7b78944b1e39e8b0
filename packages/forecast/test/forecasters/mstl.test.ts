import { describe, expect, test } from 'vitest';
import { log, mstl } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';
import { airPassengers } from './air-passengers.ts';

forecasterContract('mstl', mstl, { period: 19 });
forecasterContract('mstl with two seasons and an autoregression', mstl, { period: [7, 19], rest: 'autoregression' });

const hour = 3_600_000;

describe('mstl', () => {
  test('finds the weekly season of hourly rows whose days differ only at the weekend', async () => {
    const times = Float64Array.from({ length: 24 * 7 * 5 }, (_, i) => i * hour);
    const values = times.map((_, i) => 50 + 10 * Math.sin((i * Math.PI) / 12) - (i % 168 < 48 ? 20 : 0));
    const model = await mstl.fit({ times, values }, { period: 24 });
    expect(model.save().learnt.periods).toEqual([24, 168]);
    const { mean } = model.forecast(24);
    for (const [step, value] of mean.entries()) {
      expect(Math.abs(value - (30 + 10 * Math.sin((step * Math.PI) / 12)))).toBeLessThan(2);
    }
  });

  test('uses the periods of a list without testing them', async () => {
    expect((await mstl.fit(wave(60), { period: [5] })).save().learnt.periods).toEqual([5]);
    expect((await mstl.fit(wave(60), { period: [] })).save().learnt.periods).toEqual([]);
  });

  test('has an error below 4 % on the last half year of monthly rows in logarithms', async () => {
    const { times, values } = airPassengers();
    const model = await mstl.fit({ times: times.slice(0, -6), values: values.slice(0, -6) }, { transforms: [log()] });
    const { mean } = model.forecast(6);
    const errors = Array.from(mean, (value, step) => Math.abs(value / values[138 + step]! - 1));
    expect(errors.reduce((sum, error) => sum + error, 0) / 6).toBeLessThan(0.04);
  });

  test.each([{ period: [24, 7] }, { period: 1 }, { period: ['7'] }, { rest: 'arima' }])(
    'refuses %j',
    async (options) => {
      await expect(mstl.fit(wave(60), options as object)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
    },
  );

  test('refuses a list with a season of more than half the rows', async () => {
    await expect(mstl.fit(wave(60), { period: [31] })).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_TOO_SHORT' });
  });
});
