import { describe, expect, test } from 'vitest';
import { auto, candidate, drift, mape, mean, naive, rmse, seasonalNaive, theta } from '../../src/index.ts';
import type { FeatureSeries } from '../../src/index.ts';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { head, wave } from '../waves.ts';
import { airPassengers } from '../forecasters/air-passengers.ts';

const day = 86_400_000;

forecasterContract('auto', auto, {
  candidates: [candidate('drift', drift), candidate('theta', theta)],
  horizon: 3,
});
forecasterContract('auto with all candidates', auto, { horizon: 3 }, { positive: true });

/** Rows that return to 100: each keeps `share` of the last distance from 100, plus noise. */
const returning = (rows: number, share: number, seed: number) => {
  const random = seededRandom(seed);
  let apart = 0;
  const values = Float64Array.from({ length: rows }, () => {
    apart = share * apart + normal(random);
    return 100 + apart;
  });
  return { times: values.map((_, i) => i * day), values };
};

describe('auto', () => {
  test('has an error of at most 3.6 % on monthly rows, half a year ahead from each of 31 origins', async () => {
    const series = airPassengers();
    const errors: number[] = [];
    for (let rows = 108; rows <= 138; rows += 1) {
      const model = await auto.fit(head(series, rows), { horizon: 6 });
      errors.push(mape(series.values.slice(rows, rows + 6), model.forecast(6).mean));
    }
    expect(errors).toHaveLength(31);
    expect(errors.reduce((sum, error) => sum + error, 0) / 31).toBeLessThan(3.6);
  }, 120_000);

  test('recovers at least three quarters of the loss of naive on rows that return to their mean', async () => {
    // The best forecast keeps a share of the last distance from 100 and has an RMSE of 1. In theory, naive's is 1.25.
    const share = 0.28;
    const series = returning(1500, share, 7);
    const model = await auto.fit(head(series, 1200), { horizon: 1 });
    const { actual, mean: predicted } = model.predictions(series, { from: 1200 });
    const last = series.values.slice(1199, 1499);
    const bar = rmse(actual, last);
    const best = rmse(
      actual,
      last.map((value) => 100 + share * (value - 100)),
    );
    expect(best / bar).toBeLessThan(0.85);
    expect(1 - rmse(actual, predicted) / bar).toBeGreaterThan(0.75 * (1 - best / bar));
  });

  test('forecasts as naive on a random walk, and reports why', async () => {
    const random = seededRandom(3);
    let level = 1000;
    const values = Float64Array.from({ length: 600 }, () => (level += normal(random)));
    const model = await auto.fit({ times: values.map((_, i) => i * day), values }, { horizon: 1 });
    expect(model.report.trust).toBeLessThan(0.5);
    const { actual, mean: predicted } = model.predictions(
      { times: values.map((_, i) => i * day), values },
      { from: 400 },
    );
    expect(rmse(actual, predicted) / rmse(actual, values.slice(399, 599))).toBeLessThan(1.02);
    expect(model.report.why).toMatch(/naive/);
  });

  test('reports all candidates, those that failed, and weights that add up to 1', async () => {
    const { report } = await auto.fit(wave(80), {
      horizon: 2,
      candidates: [
        candidate('naive', naive),
        candidate('mean', mean),
        candidate('too long', seasonalNaive, { period: 70 }),
        candidate('drift', drift),
      ],
    });
    expect(report.candidates.map(({ name }) => name)).toEqual(['naive', 'mean', 'too long', 'drift']);
    expect(report.candidates[2]).toMatchObject({
      state: 'failed',
      weight: 0,
      reason: expect.stringMatching(/70 rows/),
    });
    expect(report.candidates.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(report.origins).toBeGreaterThan(10);
  });

  test('leaves out a candidate that cannot be fitted on all rows', async () => {
    const line = { times: Float64Array.from({ length: 80 }, (_, i) => i * day), values: new Float64Array(80) };
    for (const i of line.values.keys()) line.values[i] = 100 + i;
    const fragile = {
      ...candidate('fragile', drift),
      fit: (series: FeatureSeries) =>
        series.values.length < 80 ? drift.fit(series) : Promise.reject(new Error('too many rows')),
    };
    const model = await auto.fit(line, { horizon: 2, candidates: [fragile, candidate('drift', drift)] });
    expect(model.report.candidates).toMatchObject([
      { name: 'fragile', state: 'failed', weight: 0, reason: 'too many rows' },
      { name: 'drift', state: 'used', weight: 1 },
    ]);
    expect(model.forecast(2).mean).toEqual(Float64Array.of(180, 181));
    await expect(auto.fit(line, { horizon: 2, candidates: [fragile] })).rejects.toThrow(/fragile: too many rows/);
  });

  test('leaves out a candidate that forecasts values that are not finite', async () => {
    const endless = {
      ...candidate('endless', naive),
      fit: async (series: FeatureSeries) => {
        const model = await naive.fit(series);
        const nothing = (horizon: number) => ({
          times: new Float64Array(horizon),
          mean: new Float64Array(horizon).fill(NaN),
        });
        return { ...model, forecast: nothing };
      },
    };
    const model = await auto.fit(wave(80), { horizon: 2, candidates: [endless, candidate('mean', mean)] });
    expect(model.report.candidates).toMatchObject([
      { state: 'failed', reason: expect.stringMatching(/not finite/) },
      {},
    ]);
    expect(model.forecast(2).mean.every(Number.isFinite)).toBe(true);
  });

  test('tries no more candidates after the budget is used up', async () => {
    let clock = 0;
    const { report } = await auto.fit(wave(80), {
      candidates: [candidate('naive', naive), candidate('drift', drift), candidate('mean', mean)],
      budget: '1s',
      now: () => (clock += 600),
    });
    expect(report.candidates.map(({ state }) => state)).toEqual(['used', 'no time', 'no time']);
  });

  test('reports its progress and stops between two fits', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const run = auto.fit(wave(80), {
      candidates: [candidate('naive', naive), candidate('drift', drift), candidate('mean', mean)],
      signal: controller.signal,
      onProgress({ name, tried, total }) {
        seen.push(`${name} ${tried}/${total}`);
        if (tried === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(['naive 1/3', 'drift 2/3']);
  });

  test('makes the same model from the same rows, whatever rows follow', async () => {
    const options = { horizon: 3, candidates: [candidate('naive', naive), candidate('theta', theta)] };
    const changed = wave(100);
    changed.values.fill(7, 80);
    const one = await auto.fit(head(wave(100), 80), options);
    const other = await auto.fit(head(changed, 80), options);
    expect(other.report).toEqual(one.report);
    expect(other.forecast(3)).toEqual(one.forecast(3));
  });

  test('rejects if no candidate can be fitted', async () => {
    const candidates = [candidate('too long', seasonalNaive, { period: 70 })];
    await expect(auto.fit(wave(60), { candidates })).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_TOO_SHORT' });
  });

  test.each([{ horizon: 0 }, { horizon: 13 }, { budget: -1 }, { candidates: [] }, { candidates: [naive] }, { now: 3 }])(
    'refuses %j',
    async (options) => {
      await expect(auto.fit(wave(60), options as object)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
    },
  );
});
