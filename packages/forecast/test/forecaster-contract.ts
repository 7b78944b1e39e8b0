import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Forecaster } from '../src/index.ts';
import { head, wave } from './waves.ts';

const withCode = (code: string) => expect.objectContaining({ name: 'PenstockError', code });

/** What every forecaster promises. `options` must make a fit on 60 rows quick. */
export const forecasterContract = <Options>(name: string, forecaster: Forecaster<Options>, options: Options): void => {
  const fit = (series = wave(60)) => forecaster.fit(series, options);

  describe(`${name} keeps the forecaster contract`, () => {
    it('continues the median step of the series', async () => {
      const series = wave(60);
      series.times[59] = series.times[59]! + 3 * 86_400_000;
      const { times, mean } = (await fit(series)).forecast(3);
      expect(Array.from(times, (time) => (time - series.times[59]!) / 86_400_000)).toEqual([1, 2, 3]);
      expect(mean).toHaveLength(3);
      expect(mean.every(Number.isFinite)).toBe(true);
    });

    it('gives a longer forecast that begins with the shorter one', async () => {
      const model = await fit();
      expect(model.forecast(9).mean.slice(0, 4)).toEqual(model.forecast(4).mean);
    });

    it('forecasts after the training rows as it does after the same rows handed over', async () => {
      const model = await fit();
      expect(model.forecast(5, { after: wave(60) })).toEqual(model.forecast(5));
    });

    it('predicts one row ahead what it would forecast there', async () => {
      const model = await fit();
      const { times, actual, mean } = model.predictions(wave(80), { from: 60 });
      expect(mean).toHaveLength(20);
      expect(actual).toEqual(wave(80).values.slice(60));
      expect(times).toEqual(wave(80).times.slice(60));
      expect(mean[7]).toBe(model.forecast(1, { after: head(wave(80), 67) }).mean[0]);
    });

    it('predicts from the window on by default', async () => {
      const model = await fit();
      expect(model.predictions(wave(80)).mean).toHaveLength(80 - model.window);
    });

    it('never lets a row change a prediction of itself or of one before', async () => {
      const model = await fit();
      const whole = model.predictions(wave(80));
      fc.assert(
        fc.property(fc.integer({ min: model.window, max: 79 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (row, value) => {
          const changed = wave(80);
          changed.values.fill(value, row);
          const until = row - model.window + 1;
          expect(model.predictions(changed).mean.slice(0, until)).toEqual(whole.mean.slice(0, until));
        }),
      );
    });

    it('neither changes its input nor looks at it after the fit', async () => {
      const series = wave(60);
      const model = await fit(series);
      expect(series).toEqual(wave(60));
      const before = model.forecast(3);
      series.values.fill(7);
      expect(model.forecast(3)).toEqual(before);
    });

    it('comes back from what it saves with the same forecasts', async () => {
      const model = await fit();
      const loaded = forecaster.load(structuredClone(model.save()));
      expect(loaded.forecast(5)).toEqual(model.forecast(5));
      expect(loaded.predictions(wave(80))).toEqual(model.predictions(wave(80)));
      expect(loaded.save()).toEqual(model.save());
    });

    it.each([null, 3, [], {}, { format: 'penstock-other', version: 1 }])('does not load %j', (saved) => {
      expect(() => forecaster.load(saved)).toThrow(withCode('PENSTOCK_MODEL_INVALID'));
    });

    it('does not load a model with any field missing', async () => {
      const saved = (await fit()).save() as Record<string, unknown>;
      for (const field of Object.keys(saved)) {
        expect(() => forecaster.load({ ...saved, [field]: undefined }), field).toThrow(withCode('PENSTOCK_MODEL_INVALID'));
      }
    });

    it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a horizon of %d', async (horizon) => {
      const model = await fit();
      expect(() => model.forecast(horizon)).toThrow(withCode('PENSTOCK_BAD_OPTION'));
    });

    it('refuses to predict rows without a whole window before them, or beyond the end', async () => {
      const model = await fit();
      expect(() => model.predictions(wave(80), { from: model.window - 1 })).toThrow(withCode('PENSTOCK_BAD_OPTION'));
      expect(() => model.predictions(wave(80), { from: 80 })).toThrow(withCode('PENSTOCK_BAD_OPTION'));
    });

    it.each([Number.NaN, Infinity])('names the index of a value of %d', async (value) => {
      const series = wave(60);
      series.values[41] = value;
      await expect(fit(series)).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      await expect(fit(series)).rejects.toThrow(/index 41/);
    });

    it('names the index of a time that does not increase', async () => {
      const series = wave(60);
      series.times[12] = series.times[11]!;
      await expect(fit(series)).rejects.toThrow(/index 12/);
    });

    it('refuses unequal lengths and too few rows', async () => {
      const { times, values } = wave(60);
      await expect(fit({ times, values: values.slice(1) })).rejects.toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      await expect(fit(wave(1))).rejects.toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
      const model = await fit();
      expect(() => model.predictions(wave(model.window))).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
      expect(() => model.forecast(1, { after: wave(model.window - 1) })).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    });
  });
};
