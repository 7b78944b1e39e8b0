import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deseasonalise, difference, log, naive, scale, seasonalDifference } from '../../src/index.ts';
import type { Transform } from '../../src/index.ts';
import { fitTransforms } from '../../src/transforms/fit-transforms.ts';
import { loadTransforms } from '../../src/transforms/load-transforms.ts';
import { head, wave } from '../waves.ts';

const day = 86_400_000;

const lists: readonly (readonly [name: string, transforms: readonly Transform[]])[] = [
  ['nothing', []],
  ['log', [log()]],
  ['difference', [difference()]],
  ['seasonalDifference', [seasonalDifference(7)]],
  ['deseasonalise', [deseasonalise({ periods: [4, 19], test: false })]],
  ['deseasonalise, additive', [deseasonalise({ periods: 19, kind: 'additive' })]],
  ['scale', [scale()]],
  ['scale by window', [scale({ scaling: 'minMax', by: 'window' })]],
  [
    'all of them',
    [log(), deseasonalise({ periods: 19 }), difference(), seasonalDifference(3), scale({ by: 'window' })],
  ],
];

describe.each(lists)('%s', (_, transforms) => {
  const fitted = fitTransforms(transforms, wave(60).values, day);

  test('transforms later rows back to their values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 110 }), fc.integer({ min: 1, max: 25 }), (end, steps) => {
        const { values } = wave(end + steps);
        const past = values.slice(end - 40, end);
        const future = values.slice(end);
        const predicted = fitted.ahead(past, future, end - 60);
        expect(fitted.forward(past, end - 60)).toHaveLength(40 - fitted.lookback);
        for (const [i, value] of fitted.backward(past, predicted, end - 60).entries()) {
          expect(value).toBeCloseTo(future[i]!, 6);
        }
      }),
    );
  });

  test('keeps quantiles in order, and the median unchanged', () => {
    const past = wave(60).values.slice(20);
    const middle = fitted.ahead(past, wave(70).values.slice(60), 0);
    const back = fitted.backward(past, middle, 0);
    const band = (by: number) =>
      fitted.backwardBand(
        past,
        middle.map((value) => value + by),
        middle,
        back,
        0,
      );
    for (const [i, value] of back.entries()) {
      expect(band(0)[i]).toBeCloseTo(value, 9);
      expect(band(-0.1)[i]).toBeLessThan(value);
      expect(band(0.1)[i]).toBeGreaterThan(value);
    }
  });

  test('is the same after save and load', () => {
    const loaded = loadTransforms(JSON.parse(JSON.stringify(fitted.save())));
    const { values } = wave(80);
    expect(loaded.forward(values, 20)).toEqual(fitted.forward(values, 20));
    expect(loaded.lookback).toBe(fitted.lookback);
  });
});

describe('difference', () => {
  test('adds up the squared distances from the median', () => {
    const fitted = difference().fit(Float64Array.of(1, 2), day);
    const past = Float64Array.of(10);
    const middle = Float64Array.of(1, 1);
    const back = fitted.backward(past, middle, 0);
    expect(Array.from(back)).toEqual([11, 12]);
    const high = fitted.backwardBand(past, Float64Array.of(4, 5), middle, back, 0);
    expect(Array.from(high)).toEqual([11 + 3, 12 + 5]);
  });
});

describe('log', () => {
  test('refuses a value of 0', async () => {
    const series = { times: Float64Array.of(0, 1), values: Float64Array.of(1, 0) };
    await expect(naive.fit(series, { transforms: [log()] })).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_INVALID' });
  });
});

describe('deseasonalise', () => {
  const indices = Float64Array.of(0.5, 1, 1.5);
  const seasonal = (rows: number) => ({
    times: Float64Array.from({ length: rows }, (_, i) => i * day),
    values: Float64Array.from({ length: rows }, (_, i) => 100 * indices[i % 3]!),
  });

  test('makes naive forecast the season', async () => {
    const transforms = [deseasonalise({ periods: 3 })];
    const model = await naive.fit(seasonal(31), { transforms });
    for (const [step, value] of model.forecast(5).mean.entries()) {
      expect(value).toBeCloseTo(100 * indices[(31 + step) % 3]!, 9);
    }
  });

  test('finds the place in the season of later rows, with and without the training rows', async () => {
    const model = await naive.fit(seasonal(31), { transforms: [deseasonalise({ periods: 3 })] });
    const { times, values } = seasonal(50);
    for (const from of [0, 30, 31, 40]) {
      const after = { times: times.slice(from), values: values.slice(from) };
      expect(model.forecast(1, { after }).mean[0]).toBeCloseTo(100 * indices[50 % 3]!, 9);
    }
  });

  test('learns from training rows only', async () => {
    const transforms = [deseasonalise({ periods: 19, kind: 'additive' })];
    const one = await naive.fit(head(wave(90), 60), { transforms });
    const changed = wave(90);
    changed.values.fill(1e6, 60);
    expect((await naive.fit(head(changed, 60), { transforms })).save()).toEqual(one.save());
  });

  test('does not change rows without a season', async () => {
    const series = { times: Float64Array.of(0, 1, 2, 3), values: Float64Array.of(1, 2, 3, 4) };
    const model = await naive.fit(series, { transforms: [deseasonalise({ periods: 2 })] });
    expect(model.forecast(1).mean[0]).toBe(4);
  });

  test('refuses a multiplicative season if not all rows are above 0, and invalid periods', async () => {
    const series = { ...wave(60), values: wave(60).values.map((value) => value - 100) };
    const transforms = [deseasonalise({ periods: 19, kind: 'multiplicative' })];
    await expect(naive.fit(series, { transforms })).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_INVALID' });
    expect(() => deseasonalise({ periods: 1 })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
    expect(() => deseasonalise({ periods: [19, 4] })).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});

describe('transforms', () => {
  test('refuse a list that holds anything else, and too few rows', async () => {
    await expect(naive.fit(wave(60), { transforms: ['log'] as never })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_OPTION',
    });
    await expect(naive.fit(wave(5), { transforms: [seasonalDifference(4)] })).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_TOO_SHORT',
    });
  });

  test.each([
    null,
    { name: 'list' },
    { name: 'list', transforms: [{ name: 'toString' }] },
    { name: 'list', transforms: [{ name: 'seasonalDifference', lag: 0 }] },
    { name: 'list', transforms: [{ name: 'scale', offset: 0, scale: 0 }] },
    { name: 'list', transforms: [{ name: 'deseasonalise', seasons: [{ kind: 'multiplicative', indices: [1, 0] }] }] },
  ])('refuse to load %j', (saved) => {
    expect(() => loadTransforms(saved)).toThrow(expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID' }));
  });
});
