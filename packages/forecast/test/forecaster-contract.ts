import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureSeries, Forecaster, StepOptions } from '../src/index.ts';
import { known, seriesTimes } from './calendar/series-on-calendars.ts';
import { head, wave } from './waves.ts';

const withCode = (code: string) => expect.objectContaining({ name: 'PenstockError', code });

/**
 * The contract suite that every forecaster runs.
 *
 * @param options - Must make a fit on 60 rows quick.
 * @param positive - Whether all rows must be above 0.
 * @param farthest - The longest horizon that the forecaster can forecast.
 */
export const forecasterContract = <Options extends StepOptions>(
  name: string,
  forecaster: Forecaster<Options>,
  options: Options,
  { positive = false, farthest = 1000 } = {},
): void => {
  const fit = (series = wave(60)) => forecaster.fit(series, options);

  describe(`${name} keeps the forecaster contract`, () => {
    test('continues the median step of the series', async () => {
      const series = wave(60);
      series.times[59] = series.times[59]! + 0.4 * 86_400_000;
      const { times, mean } = (await fit(series)).forecast(3);
      expect(Array.from(times, (time) => (time - series.times[59]!) / 86_400_000)).toEqual([1, 2, 3]);
      expect(mean).toHaveLength(3);
      expect(mean.every(Number.isFinite)).toBe(true);
    });

    test.each(seriesTimes)('continues the steps of $name', async ({ times, options: steps }) => {
      const series = { times, values: wave(times.length).values };
      const model = await forecaster.fit(head(series, known), { ...options, ...steps });
      const loaded = forecaster.load(structuredClone(model.save()));
      const horizon = Math.min(times.length - known, farthest);
      for (const one of [model, loaded]) {
        expect(one.forecast(horizon).times).toEqual(times.slice(known, known + horizon));
        expect(one.forecast(3, { after: head(series, known + 10) }).times).toEqual(times.slice(known + 10, known + 13));
      }
    });

    test('forecasts the same values for a detected and a stated step', async () => {
      const plain = (await fit()).forecast(5);
      expect((await forecaster.fit(wave(60), { ...options, step: '1d', fill: 'previous' })).forecast(5)).toEqual(plain);
    });

    test('forecasts the same first steps with a longer horizon', async () => {
      const model = await fit();
      expect(model.forecast(9).mean.slice(0, 4)).toEqual(model.forecast(4).mean);
    });

    test('forecasts finite values that exceed the range of its rows by at most its width, at any horizon', async () => {
      const series = wave(60);
      const [low, high] = [Math.min(...series.values), Math.max(...series.values)];
      const model = await fit(series);
      // A model with features forecasts only as many steps as it was fitted for.
      const { mean, quantiles = [] } = model.forecast(farthest);
      for (const values of [mean, ...quantiles.map((quantile) => quantile.values)]) {
        expect(values.every(Number.isFinite)).toBe(true);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.max(0, low - (high - low)));
        expect(Math.max(...values)).toBeLessThanOrEqual(high + (high - low));
      }
      for (const [i, upper] of quantiles.entries()) {
        if (i === 0) continue;
        expect(upper.values.every((value, step) => value >= quantiles[i - 1]!.values[step]!)).toBe(true);
      }
    });

    test('makes the same forecast after the training rows by default and when they are passed as after', async () => {
      const model = await fit();
      expect(model.forecast(5, { after: wave(60) })).toEqual(model.forecast(5));
    });

    test('predicts each row as it would forecast it one step ahead', async () => {
      const model = await fit();
      const { times, actual, mean } = model.predictions(wave(80), { from: 60 });
      expect(mean).toHaveLength(20);
      expect(actual).toEqual(wave(80).values.slice(60));
      expect(times).toEqual(wave(80).times.slice(60));
      expect(mean[7]).toBe(model.forecast(1, { after: head(wave(80), 67) }).mean[0]);
    });

    test('predicts every row after the first window by default', async () => {
      const model = await fit();
      expect(model.predictions(wave(80)).mean).toHaveLength(80 - model.window);
    });

    test('predicts no row from itself or from later rows', async () => {
      const model = await fit();
      const whole = model.predictions(wave(80));
      fc.assert(
        fc.property(
          fc.integer({ min: model.window, max: 79 }),
          fc.double({ min: positive ? 1e-6 : -1e6, max: 1e6, noNaN: true }),
          (row, value) => {
            const changed = wave(80);
            changed.values.fill(value, row);
            const until = row - model.window + 1;
            expect(model.predictions(changed).mean.slice(0, until)).toEqual(whole.mean.slice(0, until));
          },
        ),
      );
    });

    test('does not change its input, nor read it after the fit', async () => {
      const series = wave(60);
      const model = await fit(series);
      expect(series).toEqual(wave(60));
      const before = model.forecast(3);
      series.values.fill(7);
      expect(model.forecast(3)).toEqual(before);
    });

    test('adds the requested intervals to the same forecast, wider ones for higher levels', async () => {
      const model = await fit();
      const { intervals, ...plain } = model.forecast(4, { after: wave(120), levels: [80, 95, 50], correct: false });
      expect(plain).toEqual(model.forecast(4, { after: wave(120) }));
      const [at80, at95, at50] = intervals!;
      expect(intervals!.map(({ level }) => level)).toEqual([80, 95, 50]);
      for (const [inner, outer] of [
        [at50, at80],
        [at80, at95],
      ] as const) {
        for (let step = 0; step < 4; step += 1) {
          expect(outer!.lower[step]).toBeLessThanOrEqual(inner!.lower[step]!);
          expect(inner!.lower[step]).toBeLessThanOrEqual(inner!.upper[step]!);
          expect(inner!.upper[step]).toBeLessThanOrEqual(outer!.upper[step]!);
        }
      }
    });

    test('measures intervals on errors the same number of steps ahead, on rows it was not fitted on', async () => {
      const model = await fit();
      const after = wave(120);
      const { mean, intervals } = model.forecast(3, {
        after,
        levels: [80],
        calibrationRows: 41,
        calibration: 'split',
        errors: 'absolute',
      });
      const plain = model.forecast(3, { after }).mean[2]!;
      const errors: number[] = [];
      for (let rows = 79; rows <= 117; rows += 1) {
        errors.push(after.values[rows + 2]! - model.forecast(3, { after: head(after, rows) }).mean[2]!);
      }
      errors.sort((a, b) => a - b);
      // There are 39 errors, so the ends are at rank 40 * 20 / 200 = 4 from either side.
      expect(intervals![0]!.lower[2]).toBeCloseTo(plain + errors[3]!, 9);
      expect(intervals![0]!.upper[2]).toBeCloseTo(plain + errors[35]!, 9);
      expect(mean[2]).toBeCloseTo(plain + errors[19]!, 9);
    });

    test('measures no interval on rows that it was fitted on', async () => {
      const model = await fit();
      expect([-Infinity, wave(60).times[59]]).toContain(model.fittedUntil);
      if (model.fittedUntil === -Infinity) return;
      const whole = model.forecast(2, { after: wave(120), levels: [90] });
      const changed = wave(120);
      changed.values.fill(7, 0, 60 - model.window);
      expect(model.forecast(2, { after: changed, levels: [90] })).toEqual(whole);
      // Level 97 needs 66 errors, but only 60 rows are later than the fit.
      expect(() => model.forecast(1, { after: wave(120), levels: [97] })).toThrow(
        withCode('PENSTOCK_SERIES_TOO_SHORT'),
      );
      expect(() => model.forecast(2, { after: wave(60 + 39), levels: [95] })).toThrow(/needs 40 rows .* got 39/);
      expect(model.forecast(2, { after: wave(60 + 40), levels: [95] }).intervals).toHaveLength(1);
    });

    test('moves the point forecast into its bands', async () => {
      const model = await fit();
      // The rows rise far above what the model knows, so that all its errors have the same sign.
      const after = wave(140);
      after.values.forEach((value, i) => (after.values[i] = value + 3 * Math.max(0, i - 60)));
      for (const calibration of ['adaptive', 'split'] as const) {
        const { mean, intervals } = model.forecast(3, { after, levels: [1, 80], calibration });
        for (const { lower, upper } of intervals!) {
          expect(mean.every((value, step) => lower[step]! <= value && value <= upper[step]!)).toBe(true);
        }
      }
    });

    test.each([{ calibration: 'exact' }, { errors: 'squared' }, { correct: 'yes' }])('refuses %j', async (option) => {
      const model = await fit();
      expect(() => model.forecast(1, { after: wave(120), levels: [80], ...(option as object) })).toThrow(
        withCode('PENSTOCK_BAD_OPTION'),
      );
    });

    test.each([[[]], [[0]], [[0.95]], [[100]], [[80, Number.NaN]], [['80']], [80]])(
      'refuses levels of %j',
      async (levels) => {
        const model = await fit();
        expect(() => model.forecast(1, { after: wave(120), levels: levels as number[] })).toThrow(
          withCode('PENSTOCK_BAD_OPTION'),
        );
      },
    );

    test('suggests the percentage when a level is a share', async () => {
      const model = await fit();
      expect(() => model.forecast(1, { after: wave(120), levels: [80, 0.57] })).toThrow(/For 57 % write 57\./);
    });

    test('refuses levels without rows to measure them on, or with too few', async () => {
      const model = await fit();
      expect(() => model.forecast(1, { levels: [80] })).toThrow(withCode('PENSTOCK_BAD_OPTION'));
      expect(() => model.forecast(1, { after: wave(120), levels: [80], calibrationRows: 8 })).toThrow(
        withCode('PENSTOCK_BAD_OPTION'),
      );
      expect(() => model.forecast(1, { after: wave(9), levels: [80] })).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    });

    test('makes the same forecasts after save and load', async () => {
      const model = await fit();
      const loaded = forecaster.load(structuredClone(model.save()));
      expect(loaded.forecast(5)).toEqual(model.forecast(5));
      expect(loaded.predictions(wave(80))).toEqual(model.predictions(wave(80)));
      expect(loaded.forecast(2, { after: wave(120), levels: [80] })).toEqual(
        model.forecast(2, { after: wave(120), levels: [80] }),
      );
      expect(loaded.fittedUntil).toBe(model.fittedUntil);
      expect(loaded.save()).toEqual(model.save());
    });

    test.each([null, 3, [], {}, { format: 'penstock-other', version: 1 }])('refuses to load %j', (saved) => {
      expect(() => forecaster.load(saved)).toThrow(withCode('PENSTOCK_MODEL_INVALID'));
    });

    test('refuses to load a model that lacks a field', async () => {
      const saved = (await fit()).save() as Record<string, unknown>;
      for (const field of Object.keys(saved)) {
        expect(() => forecaster.load({ ...saved, [field]: undefined }), field).toThrow(
          withCode('PENSTOCK_MODEL_INVALID'),
        );
      }
    });

    test.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a horizon of %d', async (horizon) => {
      const model = await fit();
      expect(() => model.forecast(horizon)).toThrow(withCode('PENSTOCK_BAD_OPTION'));
    });

    test('refuses to predict rows without a whole window before them, and rows after the end', async () => {
      const model = await fit();
      expect(() => model.predictions(wave(80), { from: model.window - 1 })).toThrow(withCode('PENSTOCK_BAD_OPTION'));
      expect(() => model.predictions(wave(80), { from: 80 })).toThrow(withCode('PENSTOCK_BAD_OPTION'));
    });

    test.each([Number.NaN, Infinity])('names the index of a value that is %d', async (value) => {
      const series = wave(60);
      series.values[41] = value;
      await expect(fit(series)).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      await expect(fit(series)).rejects.toThrow(/index 41/);
    });

    test('names the index of a time that does not increase', async () => {
      const series = wave(60);
      series.times[12] = series.times[11]!;
      await expect(fit(series)).rejects.toThrow(/index 12/);
    });

    test('says what to pass instead of plain arrays and dates', async () => {
      const model = await fit();
      const { times, values } = wave(80);
      const wrong: [{ readonly times: unknown; readonly values: unknown }, RegExp][] = [
        [
          { times, values: [...values] },
          /values must be a Float64Array; got an array\. Pass Float64Array\.from\(values/,
        ],
        [{ times: [...times], values }, /times must be a Float64Array; got an array\. Pass Float64Array\.from\(times/],
        [
          { times: Array.from(times, (time) => new Date(time)), values },
          /of dates Float64Array\.from\(dates, Number\)/,
        ],
        [{ times, values: new Float32Array(values) }, /values must be a Float64Array; got object/],
      ];
      for (const [one, message] of wrong) {
        const series = one as FeatureSeries;
        await expect(fit(series)).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
        await expect(fit(series)).rejects.toThrow(message);
        expect(() => model.forecast(1, { after: series })).toThrow(message);
        expect(() => model.predictions(series)).toThrow(message);
      }
    });

    test('refuses a feature that is not a Float64Array of one value for each row', async () => {
      const column = wave(60).values;
      for (const [feature, message] of [
        [[...column], /The feature "volume" must be a Float64Array; got an array/],
        [undefined, /The feature "volume" must be a Float64Array; got undefined/],
        [column.slice(1), /The feature "volume" needs 60 values, one for each row; got 59/],
      ] as const) {
        const series = { ...wave(60), features: { volume: feature as Float64Array } };
        await expect(forecaster.fit(series, options)).rejects.toThrow(message);
        await expect(forecaster.fit(series, options)).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      }
    });

    test('refuses columns of unequal length and series with too few rows', async () => {
      const { times, values } = wave(60);
      await expect(fit({ times, values: values.slice(1) })).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      await expect(fit(wave(1))).rejects.toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
      const model = await fit();
      expect(() => model.predictions(wave(model.window))).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
      expect(() => model.forecast(1, { after: wave(model.window - 1) })).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    });
  });
};
