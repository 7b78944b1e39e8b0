import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FeatureSeries, LstmEngine, LstmFit, LstmOptions } from '../../src/index.ts';
import { lstm, naive, referenceEngine, wasmEngine } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { furthest } from '../engine/random-task.ts';
import { head, wave } from '../waves.ts';
import { fedFeatures, withFeatures } from '../with-features.ts';
import { plain } from './quick-options.ts';

const quick: LstmOptions = { ...plain, window: 5, units: 3, epochs: 3, batchSize: 8, steps: 9 };

forecasterContract('lstm with features', fedFeatures(lstm), quick, { farthest: 9 });
forecasterContract('naive with features', fedFeatures(naive), {});

const modelsOf = (fits: readonly LstmFit[]) => fits.map(({ model }) => model!);

interface Golden extends Record<
  'values' | 'volume' | 'spread' | 'start' | 'losses' | 'forecast' | 'predictions',
  number[]
> {
  readonly epochs: number;
  readonly learningRate: number;
  readonly window: number;
  readonly steps: number;
  readonly units: number;
}
// Keras 3.15.1 on JAX 0.10.2 in double precision, by test/lstm/features.golden.py.
const keras = JSON.parse(readFileSync(new URL('./features.golden.json', import.meta.url), 'utf8')) as Golden;

describe('lstm with features', () => {
  // In the unit of the series, whose range is 40: 1e-6 and 2e-5 of it, as for series without features.
  test.each<[LstmEngine, number]>([
    [referenceEngine, 4e-5],
    [wasmEngine({ reproducible: true }), 8e-4],
    [wasmEngine(), 8e-4],
  ])('forecasts as Keras does from the same rows and initial weights, on %o', async (engine, near) => {
    const { window, steps, units, epochs, learningRate } = keras;
    const series: FeatureSeries = {
      times: Float64Array.from(keras.values, (_, i) => i),
      values: Float64Array.from(keras.values),
      features: { volume: Float64Array.from(keras.volume), spread: Float64Array.from(keras.spread) },
    };
    const fromTheirs: LstmEngine = {
      ...engine,
      train: (task) => engine.train({ ...task, parameters: Float64Array.from(keras.start) }),
    };
    const losses: number[] = [];
    const model = await lstm.fit(series, {
      ...plain,
      window,
      steps,
      units,
      epochs,
      learningRate,
      batchSize: 100,
      activation: 'tanh',
      engine: fromTheirs,
      onEpoch: ({ loss }) => losses.push(loss),
    });
    expect(furthest(Float64Array.from(losses), Float64Array.from(keras.losses))).toBeLessThan(near / 40);
    expect(furthest(model.forecast(steps).mean, Float64Array.from(keras.forecast))).toBeLessThan(near);
    expect(furthest(model.predictions(series).mean, Float64Array.from(keras.predictions))).toBeLessThan(near);
  });

  test('learns from a feature what the series does not contain', async () => {
    // Each value is the feature of the row before, which is random.
    const coin = Float64Array.from({ length: 300 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 31);
    const series: FeatureSeries = {
      times: coin.map((_, i) => i),
      values: coin.map((_, i) => coin[i - 1] ?? 0),
      features: { coin },
    };
    const { values, times } = series;
    const options: LstmOptions = { ...plain, window: 3, units: 8, activation: 'tanh', epochs: 60, learningRate: 0.02 };
    const missed = async (given: FeatureSeries) => {
      const { actual, mean } = (await lstm.fit(given, options)).predictions(given);
      return mean.reduce((sum, value, i) => sum + (value - actual[i]!) ** 2, 0) / mean.length;
    };
    expect(await missed(series)).toBeLessThan(0.01);
    expect(await missed({ times, values })).toBeGreaterThan(0.05);
  });

  test('forecasts at most the steps that it predicts at once, and its error says how to forecast more', async () => {
    const model = await lstm.fit(withFeatures(wave(60)), { ...quick, steps: 4 });
    expect(model.forecast(4).mean).toHaveLength(4);
    expect(() => model.forecast(5)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('steps: 5') }),
    );
  });

  test('finds its features by name, in any order and among others', async () => {
    const model = await lstm.fit(withFeatures(wave(60)), quick);
    const { features, ...series } = withFeatures(wave(70));
    const turned = {
      ...series,
      features: { weekday: features!['weekday']!, other: new Float64Array(70), change: features!['change']! },
    };
    expect(model.forecast(3, { after: turned })).toEqual(model.forecast(3, { after: withFeatures(wave(70)) }));
    expect(() => model.forecast(3, { after: series })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID', message: expect.stringContaining('"change"') }),
    );
    expect(() => model.predictions({ ...series, features: { change: features!['change']! } })).toThrow(/"weekday"/);
  });

  test('refuses features that are too short, not finite or constant', async () => {
    const series = withFeatures(wave(60));
    const fit = (features: Record<string, unknown> | null) => lstm.fit({ ...series, features } as FeatureSeries, quick);
    const code = 'PENSTOCK_SERIES_INVALID';
    const broken = new Float64Array(60);
    broken[41] = Number.NaN;
    await expect(fit({ volume: broken })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/got NaN for the feature "volume" at index 41/),
    });
    await expect(fit({ volume: new Float64Array(59) })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/"volume" needs 60 values.*got 59/),
    });
    await expect(fit({ volume: null })).rejects.toMatchObject({ code });
    await expect(fit(null)).rejects.toMatchObject({ code });
    await expect(
      fit(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, broken]))),
    ).rejects.toMatchObject({ code });
    await expect(fit({ volume: new Float64Array(60).fill(3) })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_CONSTANT',
      message: expect.stringMatching(/"volume".*Leave the feature out/),
    });
  });

  test('must be the same for all series of a network, each with its own scale', async () => {
    const tall = withFeatures({ times: wave(60).times, values: wave(60).values.map((value) => 1000 * value) });
    const [low, high] = modelsOf(await lstm.fitMany([withFeatures(wave(60)), tall], { ...quick, global: true }));
    expect(low!.save()['weights.bin']).toEqual(high!.save()['weights.bin']);
    const [ours, theirs] = [low!.forecast(5).mean, high!.forecast(5).mean];
    for (const [i, value] of ours.entries()) expect(theirs[i]! / 1000).toBeCloseTo(value, 3);
    const [, odd] = await lstm.fitMany([withFeatures(wave(60)), wave(60)], { ...quick, global: true });
    expect(odd!.error).toMatchObject({
      code: 'PENSTOCK_SERIES_INVALID',
      message: expect.stringMatching(/^Series 1: .*change, weekday/),
    });
    const [one, other] = modelsOf(await lstm.fitMany([withFeatures(wave(60)), head(wave(60), 50)], quick));
    expect(one!.forecast(2)).toEqual((await lstm.fit(withFeatures(wave(60)), quick)).forecast(2));
    expect(other!.forecast(12).mean).toHaveLength(12);
  });
});
