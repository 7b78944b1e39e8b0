import { describe, expect, test } from 'vitest';
import { seasonalNaive } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';

forecasterContract('seasonalNaive', seasonalNaive, { period: 12 });

describe('seasonalNaive', () => {
  test('repeats the last season', async () => {
    const series = wave(30);
    const { mean } = (await seasonalNaive.fit(series, { period: 4 })).forecast(6);
    const last = series.values.slice(26);
    expect(Array.from(mean)).toEqual([...last, last[0], last[1]]);
  });

  test('uses a period of one week for daily rows by default', async () => {
    const series = wave(30);
    expect((await seasonalNaive.fit(series)).forecast(1).mean[0]).toBe(series.values[23]);
  });

  test('requires a period if the step has no natural season', async () => {
    const yearly = { times: Float64Array.from({ length: 30 }, (_, i) => Date.UTC(1990 + i)), values: wave(30).values };
    await expect(seasonalNaive.fit(yearly)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });

  test('refuses fewer rows than one season and one row', async () => {
    await expect(seasonalNaive.fit(wave(12), { period: 12 })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
    });
  });
});
