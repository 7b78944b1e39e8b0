import { describe, expect, test } from 'vitest';
import { backtest, lstm, naive } from '../../../src/index.ts';
import type { BacktestCandidate, FeatureSeries, Model } from '../../../src/index.ts';
import { seededRandom } from '../../../src/engine/random.ts';
import { daily, walk } from '../../simulated.ts';
import { wave } from '../../waves.ts';

const withCode = (code: string) => expect.objectContaining({ name: 'PenstockError', code });
const last: BacktestCandidate = { name: 'naive', fit: (rows) => naive.fit(rows) };
const network: BacktestCandidate = { name: 'lstm', fit: (rows) => lstm.fit(rows, { window: 5, units: 2, epochs: 3 }) };

/** A candidate whose forecast is a function of the fitted rows and of the rows before the forecast. */
const spy = (
  name: string,
  look: (fitted: FeatureSeries, after: FeatureSeries, horizon: number) => ArrayLike<number>,
): BacktestCandidate => ({
  name,
  fit: async (fitted) => ({
    forecast: (horizon, options) => ({
      times: new Float64Array(horizon),
      mean: Float64Array.from(look(fitted, options!.after!, horizon)),
    }),
  }),
});

describe('backtest', () => {
  test('forecasts from every origin, and the last forecast ends at the last row', async () => {
    const series = daily([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const { origins, forecasters, history } = await backtest([last], series, { horizon: 2, folds: 3, step: 2 });
    expect(origins.map(({ rows, last: value, actual }) => [rows, value, ...actual])).toEqual([
      [4, 4, 5, 6],
      [6, 6, 7, 8],
      [8, 8, 9, 10],
    ]);
    expect(origins[0]!.time).toBe(series.times[3]);
    expect(origins[2]!.times).toEqual(series.times.slice(8));
    expect(forecasters[0]!.forecasts.map(({ mean }) => [...mean])).toEqual([
      [4, 4],
      [6, 6],
      [8, 8],
    ]);
    expect([...history]).toEqual([1, 2, 3, 4]);
  });

  test('passes only the rows before the origin, in memory that holds no other rows', async () => {
    const seen: number[] = [];
    const series = { ...daily([1, 2, 3, 4, 5, 6, 7, 8, 9]), features: { volume: Float64Array.from({ length: 9 }) } };
    const peeping = spy('peeping', (fitted, after) => {
      for (const array of [fitted.values, after.values, after.times, after.features!['volume']!]) {
        seen.push(array.length, array.buffer.byteLength / 8);
      }
      return [after.values.at(-1)!];
    });
    await backtest([peeping], series, { horizon: 1, folds: 2 });
    expect(seen).toEqual([...Array<number>(8).fill(7), ...Array<number>(8).fill(8)]);
  });

  test('gives a forecaster that tries to read ahead the forecasts of naive', async () => {
    const series = walk(60, seededRandom(3));
    const thief = spy('thief', (_, after, horizon) => {
      const { length } = after.values;
      // The memory after the rows, if it can be read; else the last row.
      const behind = new Float64Array(after.values.buffer, 0).subarray(length, length + horizon);
      return Array.from({ length: horizon }, (_step, i) => behind[i] ?? after.values.at(-1)!);
    });
    const { forecasters } = await backtest([thief, last], series, { horizon: 3, folds: 5 });
    const [stolen, honest] = forecasters.map(({ forecasts }) => forecasts.map(({ mean }) => mean));
    expect(stolen).toEqual(honest);
  });

  test.each([
    ['naive', last],
    ['lstm', network],
  ])('makes the same forecasts of %s when later rows change', async (_, candidate) => {
    const options = { horizon: 2, folds: 4, step: 3, refit: 2 };
    const whole = await backtest([candidate], wave(60), options);
    for (const [fold, { rows }] of whole.origins.entries()) {
      const changed = wave(60);
      // Above 0, because a model of logarithms refuses other values.
      changed.values.fill(7, rows);
      const { forecasters } = await backtest([candidate], changed, options);
      const until = (forecasts: typeof forecasters) => forecasts[0]!.forecasts.slice(0, fold + 1);
      expect(until(forecasters)).toEqual(until(whole.forecasters));
    }
  });

  test('gives the same result with a forecaster that writes into its rows', async () => {
    const series = wave(40);
    const writer = spy('writer', (fitted, after, horizon) => {
      const known = after.values.at(-1)!;
      for (const { values, times } of [fitted, after]) [values, times].map((array) => array.fill(0));
      return Array.from({ length: horizon }, () => known);
    });
    const { forecasters } = await backtest([writer, last], series, { horizon: 2, folds: 6, refit: false });
    expect(forecasters[0]!.forecasts.map(({ mean }) => mean)).toEqual(forecasters[1]!.forecasts.map((f) => f.mean));
    expect(series).toEqual(wave(40));
  });

  test.each([
    [true, [5, 6, 7, 8]],
    [false, [5]],
    [3, [5, 8]],
  ])('fits at the origins that refit %s sets', async (refit, expected) => {
    const rows: number[] = [];
    const counting = {
      name: 'counting',
      fit: (series: FeatureSeries) => (rows.push(series.values.length), naive.fit(series)),
    };
    const { forecasters } = await backtest([counting], daily([1, 2, 3, 4, 5, 6, 7, 8, 9]), {
      horizon: 1,
      folds: 4,
      refit,
      concurrency: 1,
    });
    expect(rows).toEqual(expected);
    expect(forecasters[0]!.fits).toBe(expected.length);
    expect(forecasters[0]!.forecasts.map(({ mean }) => mean[0])).toEqual([5, 6, 7, 8]);
  });

  test('leaves old rows and held-out rows out of the fit, but not out of the forecast', async () => {
    const fitted: number[][] = [];
    const known: number[] = [];
    const looking = spy('looking', (rows, after) => {
      fitted.push([...rows.values]);
      known.push(after.values.length);
      return [0];
    });
    await backtest([looking], daily([1, 2, 3, 4, 5, 6, 7, 8, 9]), {
      horizon: 1,
      folds: 2,
      trainingRows: 3,
      heldOut: 2,
    });
    expect(fitted).toEqual([
      [3, 4, 5],
      [4, 5, 6],
    ]);
    expect(known).toEqual([7, 8]);
  });

  test('measures intervals on the rows before each origin', async () => {
    const { forecasters } = await backtest([last], wave(60), { horizon: 2, folds: 2, levels: [80] });
    const expected = (await naive.fit(wave(56))).forecast(2, { after: wave(56), levels: [80] });
    expect(forecasters[0]!.forecasts[0]).toEqual(expected);
  });

  test.each([null, undefined, 'no text', Object.create(null)])('lists a forecaster that throws %o', async (thrown) => {
    const thrower: BacktestCandidate = { name: 'thrower', fit: () => Promise.reject(thrown) };
    const { forecasters } = await backtest([thrower, last], wave(40), { horizon: 1 });
    expect(forecasters[0]!.error).toBeInstanceOf(Error);
    expect(forecasters[0]!.error!.message).toMatch(/^thrower, fitted on the rows until .*: ./);
    expect(forecasters[1]).not.toHaveProperty('error');
  });

  test('lists a forecaster that fails with its error and lets the others finish', async () => {
    const progress: number[] = [];
    const late = spy('late', (_, after) => {
      if (after.values.length > 30) throw new Error('no more');
      return [1];
    });
    const endless = spy('endless', () => [Infinity]);
    const { forecasters } = await backtest([late, endless, last], wave(40), {
      horizon: 1,
      folds: 12,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(forecasters.map(({ forecasts }) => forecasts.length)).toEqual([0, 0, 12]);
    expect(forecasters[0]!.error!.message).toBe('late, from 1970-01-31T00:00:00.000Z: no more');
    expect(forecasters[1]!.error).toEqual(withCode('PENSTOCK_METRIC_INPUT_INVALID'));
    expect(forecasters[2]).not.toHaveProperty('error');
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  test('runs as many fits at a time as concurrency allows, with the same result', async () => {
    let [running, most] = [0, 0];
    const slow: BacktestCandidate = {
      name: 'slow',
      async fit(rows): Promise<Model> {
        most = Math.max(most, (running += 1));
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve));
        running -= 1;
        return naive.fit(rows);
      },
    };
    const options = { horizon: 2, folds: 8 };
    const alone = await backtest([slow], wave(60), { ...options, concurrency: 1 });
    expect(most).toBe(1);
    expect(await backtest([slow], wave(60), { ...options, concurrency: 3 })).toEqual(alone);
    expect(most).toBe(3);
  });

  test('rejects with the reason of the signal immediately, also during a fit that never ends', async () => {
    const stop = new AbortController();
    const stuck: BacktestCandidate = { name: 'stuck', fit: () => new Promise(() => undefined) };
    const pending = backtest([stuck], wave(40), { horizon: 1, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
    await expect(backtest([last], wave(40), { horizon: 1, signal: stop.signal })).rejects.toThrow('enough');
  });

  test('makes no further forecast after an abort', async () => {
    const stop = new AbortController();
    let made = 0;
    const onProgress = (): void => {
      made += 1;
      stop.abort(new Error('enough'));
    };
    const options = { horizon: 1, folds: 9, refit: false, signal: stop.signal, onProgress };
    await expect(backtest([last], wave(40), options)).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(made).toBe(1);
  });

  test('rejects with the error that onProgress throws', async () => {
    const onProgress = (): void => {
      throw new Error('full disk');
    };
    await expect(backtest([last], wave(40), { horizon: 1, onProgress })).rejects.toThrow('full disk');
  });

  test.each([
    ['horizon', 0],
    ['horizon', undefined],
    ['folds', 1.5],
    ['step', 0],
    ['refit', 0],
    ['refit', 'yes'],
    ['trainingRows', 0],
    ['heldOut', -1],
    ['levels', [0.95]],
    ['concurrency', 65],
    ['signal', {}],
    ['onProgress', 3],
    ['window', 3],
  ])('refuses %s of %j', async (name, value) => {
    await expect(backtest([last], wave(40), { horizon: 1, [name]: value })).rejects.toThrow(
      withCode('PENSTOCK_BAD_OPTION'),
    );
  });

  test('refuses forecasters with equal names, and a series that is too short', async () => {
    for (const wrong of [[], [last, last], [naive], 'naive']) {
      await expect(backtest(wrong as BacktestCandidate[], wave(40), { horizon: 1 })).rejects.toThrow(
        withCode('PENSTOCK_BAD_OPTION'),
      );
    }
    await expect(backtest([last], wave(40), { horizon: 4, folds: 10 })).rejects.toThrow(/at least 41 rows/);
    await expect(backtest([last], wave(40), { horizon: 40 })).rejects.toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
  });
});
