import { describe, expect, test } from 'vitest';
import { backtest, compare, dieboldMariano, naive } from '../../../src/index.ts';
import type { BacktestCandidate } from '../../../src/index.ts';
import { daily } from '../../simulated.ts';
import { wave } from '../../waves.ts';

const always = (name: string, value: number): BacktestCandidate => ({
  name,
  fit: async () => ({
    forecast: (horizon) => ({ times: new Float64Array(horizon), mean: new Float64Array(horizon).fill(value) }),
  }),
});
const failing: BacktestCandidate = { name: 'a|b', fit: () => Promise.reject(new Error('no peer')) };
const last: BacktestCandidate = { name: 'naive', fit: (rows) => naive.fit(rows) };
const series = daily([2, 4, 2, 4, 2, 4, 2, 5]);

describe('compare', () => {
  test('scores each forecaster over all origins, the best first', async () => {
    const result = await backtest([always('four', 4), always('three', 3)], series, { horizon: 1, folds: 4 });
    const { forecasters, origins } = compare(result);
    expect(origins).toBe(4);
    expect(forecasters.map(({ name }) => name)).toEqual(['three', 'four']);
    // True values 2, 4, 2, 5; known values 4, 2, 4, 2. The errors of three are 1, -1, 1, -2, those of naive 2, -2, 2,
    // -3.
    expect(forecasters[0]!.scores).toEqual({
      rmse: expect.closeTo(Math.sqrt(7 / 4), 12),
      mae: 1.25,
      smape: expect.closeTo((200 * (1 / 5 + 1 / 7 + 1 / 5 + 2 / 8)) / 4, 12),
      mase: 1.25 / 2,
      bias: -0.25,
      direction: 100,
      bands: [],
      crps: null,
    });
    expect(forecasters[0]!.skill).toBeCloseTo(100 * (1 - Math.sqrt(7 / 21)), 12);
    expect(forecasters[0]!.pValue).toBe(dieboldMariano([1, 1, 1, 4], [4, 4, 4, 9]).pValue);
  });

  test('judges a single step ahead, and counts how many forecasts overlap', async () => {
    const result = await backtest([always('three', 3)], series, { horizon: 3, folds: 3, step: 1 });
    const first = compare(result, { ahead: 1 }).forecasters[0]!;
    const third = compare(result, { ahead: 3 }).forecasters[0]!;
    // The origins know 3, 4 and 5 rows. The first step has the values 4, 2, 4, the third 4, 2, 5; the last known values
    // are 2, 4, 2.
    expect(first.scores!.mae).toBe(1);
    expect(third.scores!.mae).toBeCloseTo(4 / 3, 12);
    expect(third.pValue).toBe(dieboldMariano([1, 1, 4], [4, 4, 9], { horizon: 2 }).pValue);
  });

  test('takes the period of MASE from the option, and has no MASE if nothing changes', async () => {
    const result = await backtest([always('three', 3)], series, { horizon: 1, folds: 1 });
    expect(compare(result).forecasters[0]!.scores!.mase).toBe(1);
    expect(compare(result, { period: 2 }).forecasters[0]!.scores!.mase).toBeNull();
    expect(compare(result, { period: 50 }).naive.mase).toBeNull();
  });

  test('has no p-value for naive against itself, nor for one origin', async () => {
    const result = await backtest([last], series, { horizon: 1, folds: 3 });
    expect(compare(result).forecasters[0]).toMatchObject({ skill: 0, pValue: null });
    const one = await backtest([always('three', 3)], series, { horizon: 1, folds: 1 });
    expect(compare(one).forecasters[0]!.pValue).toBeNull();
  });

  test('scores bands', async () => {
    const result = await backtest([last], wave(100), { horizon: 2, folds: 10, levels: [80, 95] });
    const { bands, crps } = compare(result).forecasters[0]!.scores!;
    expect(bands.map(({ level }) => level)).toEqual([80, 95]);
    for (const { coverage, score } of bands) {
      expect(coverage).toBeGreaterThan(50);
      expect(score).toBeGreaterThan(0);
    }
    expect(crps).toBeGreaterThan(0);
  });

  test('formats a table for the terminal, in Markdown and in JSON', async () => {
    const result = await backtest([failing, always('three', 3)], series, { horizon: 1, folds: 4 });
    const comparison = compare(result);
    expect(String(comparison)).toBe(
      [
        '4 forecasts of 1 step',
        'forecaster   RMSE   MAE   sMAPE   MASE   bias  direction   skill      p',
        'three       1.323  1.25  39.6 %  0.625  -0.25    100.0 %  42.3 %  0.006',
        'naive       2.291  2.25  71.4 %  1.125  -0.25      0.0 %   0.0 %      -',
        'a|b failed: a|b, fitted on the rows until 1970-01-04T00:00:00.000Z: no peer',
      ].join('\n'),
    );
    expect(comparison.toMarkdown().split('\n')).toEqual([
      '4 forecasts of 1 step',
      '',
      '| forecaster | RMSE | MAE | sMAPE | MASE | bias | direction | skill | p |',
      '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
      '| three | 1.323 | 1.25 | 39.6 % | 0.625 | -0.25 | 100.0 % | 42.3 % | 0.006 |',
      '| naive | 2.291 | 2.25 | 71.4 % | 1.125 | -0.25 | 0.0 % | 0.0 % | - |',
      '',
      String.raw`a\|b failed: a\|b, fitted on the rows until 1970-01-04T00:00:00.000Z: no peer`,
    ]);
    const parsed = JSON.parse(JSON.stringify(comparison)) as Record<string, unknown>;
    expect(parsed).toMatchObject({ origins: 4, horizon: 1, ahead: null, naive: { mae: 2.25 } });
    expect(Object.keys(parsed)).toEqual(['origins', 'horizon', 'ahead', 'naive', 'forecasters']);
  });

  test.each([{ ahead: 0 }, { ahead: 2 }, { period: 0 }, { steps: 1 }])('refuses %j', async (options) => {
    const result = await backtest([last], series, { horizon: 1, folds: 2 });
    expect(() => compare(result, options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});
