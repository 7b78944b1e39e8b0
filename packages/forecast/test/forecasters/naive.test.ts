import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { naive } from '../../src/index.ts';
import { forecasterContract } from '../forecaster-contract.ts';
import { wave } from '../waves.ts';

forecasterContract('naive', naive, {});

describe('naive', () => {
  test('forecasts the last value, and predicts each row as the row before it', async () => {
    const series = wave(30);
    const model = await naive.fit(series);
    expect(Array.from(model.forecast(2).mean)).toEqual([series.values[29], series.values[29]]);
    expect(model.predictions(series).mean).toEqual(series.values.slice(0, 29));
  });

  test('saves a plain object that survives JSON', async () => {
    const model = await naive.fit(wave(30));
    expect(naive.load(JSON.parse(JSON.stringify(model.save()))).forecast(3)).toEqual(model.forecast(3));
  });

  test('loads a model that an earlier release saved, and refuses an unknown version', () => {
    // Written by commit 0b93be5: the last of 40 values is 229.
    const saved = JSON.parse(readFileSync(new URL('./naive.version-1.json', import.meta.url), 'utf8')) as {
      tail: object;
    };
    expect(naive.load(saved).forecast(1).mean).toEqual(Float64Array.of(229));
    expect(naive.load(saved).save()).toMatchObject({ version: 2, tail: saved.tail });
    expect(() => naive.load({ ...saved, version: 3 })).toThrow(
      expect.objectContaining({
        code: 'PENSTOCK_FORMAT_UNSUPPORTED',
        message: expect.stringContaining('in format version 2; got version 3'),
      }),
    );
  });

  test('forecasts a constant series', async () => {
    const model = await naive.fit({ times: Float64Array.of(0, 1), values: Float64Array.of(5, 5) });
    expect(model.forecast(1)).toEqual({ times: Float64Array.of(2), mean: Float64Array.of(5) });
  });
});
