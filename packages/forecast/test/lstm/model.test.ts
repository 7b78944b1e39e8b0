import { describe, expect, test } from 'vitest';
import type { EpochReport, FeatureSeries, LstmOptions } from '../../src/index.ts';
import { log, difference, lstm, scale } from '../../src/index.ts';
import { day, head, wave } from '../waves.ts';

const quick: LstmOptions = { transforms: [], window: 5, units: 3, epochs: 3, batchSize: 8 };
const scaledBy = (factor: number) => ({
  times: wave(60).times,
  values: wave(60).values.map((value) => factor * value),
});

describe('an ensemble of seeds', () => {
  test.each(['mean', 'median'] as const)('forecasts the %s of the forecasts of its members', async (combine) => {
    const alone = await Promise.all([4, 5, 6].map((seed) => lstm.fit(wave(60), { ...quick, seed })));
    const predicted = alone.map((model) => model.forecast(1).mean[0]!).toSorted((a, b) => a - b);
    const model = await lstm.fit(wave(60), { ...quick, seed: 4, members: 3, combine });
    const expected = combine === 'median' ? predicted[1]! : (predicted[0]! + predicted[1]! + predicted[2]!) / 3;
    expect(model.forecast(1).mean[0]).toBeCloseTo(expected, 9);
  });

  test('reports the epochs of each member', async () => {
    const reports: (EpochReport & { readonly member: number })[] = [];
    await lstm.fit(wave(60), { ...quick, members: 2, onEpoch: (report) => reports.push(report) });
    for (const member of [0, 1]) {
      expect(reports.filter((report) => report.member === member).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    }
  });

  test('saves further members in a separate file, and does not load without it', async () => {
    const model = await lstm.fit(wave(60), { ...quick, members: 3 });
    const { 'members.bin': members, ...files } = model.save();
    expect(members).toHaveLength(2 * files['weights.bin'].length);
    expect(() => lstm.load(files)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID', message: expect.stringContaining('members.bin') }),
    );
    expect(() => lstm.load({ ...files, 'members.bin': members!.subarray(4) })).toThrow(/2 further members/);
    expect((await lstm.fit(wave(60), quick)).save()).not.toHaveProperty('members.bin');
  });
});

describe('a direct model', () => {
  test('forecasts at most the steps that it predicts at once', async () => {
    const model = await lstm.fit(wave(60), { ...quick, steps: 4, multiStep: 'direct' });
    for (const each of [model, lstm.load(model.save())]) {
      expect(each.forecast(4).mean).toHaveLength(4);
      expect(() => each.forecast(5)).toThrow(
        expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('steps: 5') }),
      );
    }
  });
});

describe('early stopping', () => {
  test('ends before the last epoch, and reports the loss of the validation windows', async () => {
    const reports: EpochReport[] = [];
    const onEpoch = (report: EpochReport) => void reports.push(report);
    await lstm.fit(wave(200), { ...quick, epochs: 500, learningRate: 0.05, earlyStopping: { patience: 3 }, onEpoch });
    expect(reports.length).toBeLessThan(500);
    const losses = reports.map(({ validationLoss }) => validationLoss!);
    expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 4);
  });
});

describe('features that are known in advance', () => {
  // The value of a row depends on its own holiday. Earlier rows say nothing about it.
  const coin = Float64Array.from({ length: 330 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 31);
  const times = coin.map((_, i) => i * 86_400_000);
  const all: FeatureSeries = { times, values: coin.map((value) => 10 + value), features: { holiday: coin } };
  const cut = (rows: number): FeatureSeries => ({
    times: times.slice(0, rows),
    values: all.values.slice(0, rows),
    features: { holiday: coin.slice(0, rows) },
  });
  const options: LstmOptions = {
    transforms: [],
    window: 4,
    units: 8,
    epochs: 60,
    learningRate: 0.02,
    known: ['holiday'],
    earlyStopping: false,
  };

  test.each([1, 3])('are used at their own row by models of %d steps', async (steps) => {
    const model = await lstm.fit(cut(300), { ...options, steps });
    const future = { holiday: coin.subarray(300, 307) };
    for (const each of [model, lstm.load(model.save())]) {
      const { mean } = each.forecast(7, { future });
      for (const [step, value] of mean.entries()) expect(Math.abs(value - all.values[300 + step]!)).toBeLessThan(0.3);
      expect(each.forecast(7, { future, after: cut(300) }).mean).toEqual(mean);
    }
    const { actual, mean } = model.predictions(all, { from: 300 });
    // The last rows of the series lack some of the values known after them.
    for (let i = 0; i <= 30 - steps; i += 1) expect(Math.abs(mean[i]! - actual[i]!)).toBeLessThan(0.3);
  });

  test('are required for all steps of a forecast', async () => {
    const model = await lstm.fit(cut(60), { ...options, epochs: 1 });
    const bad = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining('"holiday"') });
    expect(() => model.forecast(2)).toThrow(bad);
    expect(() => model.forecast(2, { future: { holiday: [1] } })).toThrow(bad);
    expect(() => model.forecast(2, { future: { holiday: [1, Number.NaN] } })).toThrow(bad);
    await expect(lstm.fit(wave(60), options)).rejects.toMatchObject({
      code: 'PENSTOCK_SERIES_INVALID',
      message: expect.stringContaining('"holiday"'),
    });
  });

  test('of the calendar need only times, and allow any horizon', async () => {
    const weekly = { times, values: times.map((time) => ((time / 86_400_000) % 7 === 0 ? 20 : 10)) };
    const model = await lstm.fit(
      { times: weekly.times.slice(0, 300), values: weekly.values.slice(0, 300) },
      { transforms: [], window: 2, units: 10, epochs: 150, learningRate: 0.02, calendar: ['weekday'] },
    );
    for (const each of [model, lstm.load(model.save())]) {
      const { mean } = each.forecast(30);
      for (const [step, value] of mean.entries()) expect(Math.abs(value - weekly.values[300 + step]!)).toBeLessThan(2);
    }
  });
});

describe('apply', () => {
  test('makes a model of another series with the same weights and its own scales', async () => {
    const model = await lstm.fit(wave(60), quick);
    const tall = model.apply(scaledBy(1000));
    expect(tall.save()['weights.bin']).toEqual(model.save()['weights.bin']);
    for (const [i, value] of tall.forecast(5).mean.entries())
      expect(value / 1000).toBeCloseTo(model.forecast(5).mean[i]!, 3);
    expect(tall.fittedUntil).toBe(wave(60).times[59]);
    expect(model.apply(head(wave(60), 40)).fittedUntil).toBe(wave(60).times[39]);
  });

  test('works on a loaded model, with its transforms and features', async () => {
    for (const transforms of ['auto', [log(), difference()], [scale({ by: 'window' })]] as const) {
      const model = await lstm.fit(wave(60), { ...quick, transforms, calendar: ['weekday'] });
      const tall = scaledBy(50);
      expect(lstm.load(model.save()).apply(tall).forecast(5)).toEqual(model.apply(tall).forecast(5));
    }
  });

  test('keeps the option step of the fit, and otherwise detects the steps of the other series', async () => {
    // Every second day has no row, so the times alone show steps of two days.
    const sparse = {
      times: wave(60).times.filter((_time, i) => i % 2 === 0),
      values: wave(60).values.filter((_value, i) => i % 2 === 0),
    };
    const last = sparse.times.at(-1)!;
    const daily = await lstm.fit(wave(60), { ...quick, step: '1d', fill: 'previous' });
    for (const model of [daily, lstm.load(daily.save()), daily.apply(sparse)])
      expect([...model.apply(sparse).forecast(2).times]).toEqual([last + day, last + 2 * day]);
    const detected = (await lstm.fit(wave(60), { ...quick, fill: 'previous' })).apply(sparse);
    expect([...detected.forecast(2).times]).toEqual([last + 2 * day, last + 4 * day]);
  });

  test('checks the series as fit does, and refuses transforms that cannot be fitted again', async () => {
    const model = await lstm.fit(wave(60), quick);
    expect(() => model.apply(wave(5))).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_TOO_SHORT' }));
    const constant = { times: wave(60).times, values: new Float64Array(60).fill(2) };
    expect(() => model.apply(constant)).toThrow(expect.objectContaining({ code: 'PENSTOCK_SERIES_CONSTANT' }));
    const fixed = await lstm.fit(wave(60), { ...quick, transforms: [scale()] });
    expect(() => fixed.apply(wave(60))).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });
});

describe('a global model', () => {
  const many = [wave(60), scaledBy(2)];

  test('refuses a series of another scale with an error that names apply', async () => {
    const [fit] = await lstm.fitMany(many, { ...quick, global: true });
    const model = fit!.model!;
    for (const each of [model, lstm.load(model.save())]) {
      for (const factor of [1e-3, 1e3]) {
        const scale = expect.objectContaining({
          code: 'PENSTOCK_SERIES_SCALE',
          message: expect.stringContaining('apply'),
        });
        expect(() => each.forecast(3, { after: scaledBy(factor) })).toThrow(scale);
        expect(() => each.predictions(scaledBy(factor))).toThrow(scale);
        expect(each.apply(scaledBy(factor)).forecast(3).mean[0]! / factor).toBeCloseTo(model.forecast(3).mean[0]!, 2);
      }
      expect(each.forecast(3, { after: wave(90) }).mean).toHaveLength(3);
    }
  });

  test('of returns forecasts a series of any scale', async () => {
    const [fit] = await lstm.fitMany(many, { ...quick, transforms: [log(), difference()], global: true });
    const { mean } = fit!.model!.forecast(3, { after: scaledBy(1e6) });
    for (const [i, value] of fit!.model!.forecast(3).mean.entries()) expect(mean[i]! / 1e6).toBeCloseTo(value, 3);
  });
});
