import { describe, expect, test } from 'vitest';
import { ets } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';
import { airPassengers } from './air-passengers.ts';

forecasterContract('ets', ets, { period: 19 });

describe('ets', () => {
  test('chooses a trend and a season for monthly rows that grow', async () => {
    const { form } = (await ets.fit(airPassengers())).save().learnt;
    expect(form).toMatchObject({ trend: 'additive', period: 12 });
    expect(form.season).not.toBe('none');
  });

  test('continues a straight line', async () => {
    const times = Float64Array.from({ length: 40 }, (_, i) => i);
    const series = { times, values: times.map((i) => 100 + 2 * i) };
    const { mean } = (await ets.fit(series, { trend: 'additive', season: 'none' })).forecast(3);
    for (const [step, value] of mean.entries()) expect(value).toBeCloseTo(100 + 2 * (40 + step), 2);
  });

  test('refuses a multiplicative season if not all rows are above 0', async () => {
    const series = { ...wave(60), values: wave(60).values.map((value) => value - 100) };
    await expect(ets.fit(series, { season: 'multiplicative', period: 7 })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_INVALID',
    });
  });

  test('refuses a season of more than half the rows', async () => {
    await expect(ets.fit(wave(20), { season: 'additive', period: 12 })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
    });
  });

  test.each([{ trend: 'up' }, { season: 7 }, { period: 1 }, { period: 1.5 }])('refuses %j', async (options) => {
    await expect(ets.fit(wave(60), options as object)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});
