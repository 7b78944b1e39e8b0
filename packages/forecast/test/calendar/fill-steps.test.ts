import { describe, expect, test } from 'vitest';
import {
  arima,
  auto,
  autoregression,
  candidate,
  drift,
  ensemble,
  ets,
  lstm,
  mean,
  mstl,
  naive,
  seasonalNaive,
  theta,
} from '../../src/index.ts';
import type { FeatureSeries, Model } from '../../src/index.ts';
import { fillSteps } from '../../src/calendar/fill-steps.ts';
import { toSteps } from '../../src/calendar/to-steps.ts';
import type { StepOptions } from '../../src/calendar/step-options.ts';
import { head, wave } from '../waves.ts';

const series = (rows: Readonly<Record<string, number>>) => ({
  times: Float64Array.from(Object.keys(rows), (text) => Date.parse(text)),
  values: Float64Array.from(Object.values(rows)),
});
const filled = (rows: Readonly<Record<string, number>>, options: StepOptions) => {
  const given = series(rows);
  const result = fillSteps(given, toSteps(given.times, options), options.fill ?? 'refuse').series;
  return Object.fromEntries(
    Array.from(result.times, (time, i) => [new Date(time).toISOString().slice(0, 10), result.values[i]!]),
  );
};

describe('a step without a row', () => {
  const prices = { '2024-01-03': 1, '2024-01-04': 2, '2024-01-09': 12 };

  test('repeats the row before', () => {
    expect(filled(prices, { step: 'business days', fill: 'previous' })).toEqual({
      '2024-01-03': 1,
      '2024-01-04': 2,
      '2024-01-05': 2,
      '2024-01-08': 2,
      '2024-01-09': 12,
    });
  });

  test('is interpolated between the rows before and after it', () => {
    expect(filled(prices, { step: '1d', fill: 'linear' })).toEqual({
      '2024-01-03': 1,
      '2024-01-04': 2,
      '2024-01-05': 4,
      '2024-01-06': 6,
      '2024-01-07': 8,
      '2024-01-08': 10,
      '2024-01-09': 12,
    });
  });

  test('is filled at the end of its month', () => {
    const months = { '2023-10-31': 1, '2023-11-30': 2, '2024-01-31': 4, '2024-04-30': 5 };
    expect(Object.keys(filled(months, { step: '1mo', fill: 'previous' }))).toEqual([
      '2023-10-31',
      '2023-11-30',
      '2023-12-31',
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
    ]);
  });

  test('is not filled without the option', () => {
    const given = series(prices);
    expect(fillSteps(given, toSteps(given.times, {}), 'refuse').series).toBe(given);
  });

  test('is filled in features too', () => {
    const given = { ...series(prices), features: { volume: Float64Array.of(10, 20, 30) } };
    const { series: result, rows } = fillSteps(given, toSteps(given.times, { step: 'business days' }), 'previous');
    expect(result.features!['volume']).toEqual(Float64Array.of(10, 20, 20, 20, 30));
    expect(Array.from(rows as ArrayLike<number>)).toEqual([0, 1, 4]);
  });

  test('is an error if more than a million are missing', () => {
    const times = Float64Array.of(0, 1, 2, 3_000_000);
    expect(() => fillSteps({ times, values: times }, { unit: 'ms', count: 1 }, 'previous')).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_GAP' }),
    );
  });
});

describe('a stated step', () => {
  test.each<[StepOptions]>([[{ step: '1mo' }], [{ step: '1w' }], [{ step: 7_200_000 * 24 }]])(
    'is an error if two rows are within one step: %j',
    async (options) => {
      await expect(naive.fit(wave(20), options)).rejects.toMatchObject({
        code: 'PENSTOCK_SERIES_INVALID',
        message: expect.stringContaining('indices 0 and 1'),
      });
    },
  );

  test.each<[object]>([
    [{ step: 'weekdays' }],
    [{ step: '1 d' }],
    [{ step: 0 }],
    [{ timeZone: 'Mars/Base' }],
    [{ fill: 'next' }],
  ])('or another option with an unknown value is an error: %j', async (options) => {
    await expect(naive.fit(wave(20), options as StepOptions)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
    await expect(lstm.fit(wave(40), options as StepOptions)).rejects.toMatchObject({ code: 'PENSTOCK_BAD_OPTION' });
  });
});

describe('a model of a series with missing rows', () => {
  const quick = { window: 4, units: 3, epochs: 2, engine: 'reference' } as const;
  const holed = (rows: number) => {
    const { times, values } = wave(rows);
    const kept = (_: unknown, i: number) => i % 17 !== 5;
    return { times: times.filter(kept), values: values.filter(kept) };
  };

  const members = [candidate('drift', drift), candidate('theta', theta, { period: 7 })];
  const season = { period: 7, gaps: 'refuse' } as const;
  const fits: Record<string, (rows: FeatureSeries, options: StepOptions) => Promise<Model>> = {
    naive: (rows, options) => naive.fit(rows, { gaps: 'refuse', ...options }),
    seasonalNaive: (rows, options) => seasonalNaive.fit(rows, { ...season, ...options }),
    drift: (rows, options) => drift.fit(rows, { gaps: 'refuse', ...options }),
    mean: (rows, options) => mean.fit(rows, { gaps: 'refuse', ...options }),
    theta: (rows, options) => theta.fit(rows, { ...season, ...options }),
    ets: (rows, options) => ets.fit(rows, { ...season, ...options }),
    mstl: (rows, options) => mstl.fit(rows, { ...season, ...options }),
    autoregression: (rows, options) => autoregression.fit(rows, { ...season, ...options }),
    arima: (rows, options) => arima.fit(rows, { ...season, seasonalOrder: [0, 0, 0], ...options }),
    lstm: (rows, options) => lstm.fit(rows, { ...quick, ...options }),
    'lstm by default': (rows, options) => lstm.fit(rows, { epochs: 2, ...options }),
    'lstm of fitMany': async (rows, options) => {
      const [fit] = await lstm.fitMany([rows, wave(9)], { ...quick, global: true, ...options });
      if (fit!.error) throw fit!.error;
      return fit!.model!;
    },
    'lstm applied': async (rows, options) => (await lstm.fit(wave(60), { ...quick, ...options })).apply(rows),
    ensemble: (rows, options) => ensemble.fit(rows, { members, ...options }),
    auto: (rows, options) => auto.fit(rows, { candidates: members, horizon: 2, ...options }),
  };

  /** The rows, with the missing ones filled in by hand. */
  const full = (rows: number, fill: 'previous' | 'linear') => {
    const series = wave(rows);
    const { values } = series;
    for (let i = 5; i < rows; i += 17)
      values[i] = fill === 'previous' ? values[i - 1]! : values[i - 1]! + (values[i + 1]! - values[i - 1]!) / 2;
    return series;
  };

  test.each(Object.entries(fits))('is the model of the rows with the gaps filled: %s', async (_name, fit) => {
    for (const fill of ['previous', 'linear'] as const) {
      const model = await fit(holed(60), { fill });
      expect(model.forecast(4)).toEqual((await fit(full(60, fill), {})).forecast(4));
    }
  });

  test.each(Object.entries(fits))('fills later rows with the previous row: %s', async (_name, fit) => {
    const model = await fit(wave(60), { fill: 'linear' });
    const after = full(120, 'previous');
    expect(model.forecast(3, { after: holed(120) })).toEqual(model.forecast(3, { after }));
    const options = { levels: [80], calibrationRows: 20 };
    expect(model.forecast(2, { after: holed(120), ...options })).toEqual(model.forecast(2, { after, ...options }));
  });

  test.each(Object.entries(fits).filter(([name]) => name !== 'auto'))(
    'is an error if the gaps are not filled: %s',
    async (_name, fit) => {
      const withoutFilling = fit(holed(60), {});
      await expect(withoutFilling).rejects.toMatchObject({ code: 'PENSTOCK_SERIES_GAP' });
    },
  );

  test.each(['previous', 'linear'] as const)('predicts no row from itself: fill %s', async (fill) => {
    const model = await lstm.fit(holed(60), { ...quick, fill });
    const whole = holed(80);
    const { mean, times } = model.predictions(whole);
    expect(times).toEqual(whole.times.slice(model.window));
    for (let row = model.window; row < whole.values.length; row += 1) {
      const changed = holed(80);
      changed.values.fill(1e6, row);
      const until = row - model.window + 1;
      expect(model.predictions(changed).mean.slice(0, until)).toEqual(mean.slice(0, until));
    }
  });

  test('predicts each row as it would forecast it one step ahead, if no row is missing', async () => {
    const model = await lstm.fit(holed(60), { ...quick, fill: 'previous' });
    const whole = holed(80);
    const { mean } = model.predictions(whole, { from: 60 });
    expect(model.forecast(1, { after: head(whole, 62) }).mean[0]).toBe(mean[2]);
  });

  test('saves its steps and how it fills', async () => {
    const friday = series({ '2024-01-03T05:00Z': 1, '2024-01-04T05:00Z': 2, '2024-01-05T05:00Z': 3 });
    const model = await naive.fit(friday, { step: 'business days', timeZone: 'America/New_York', fill: 'previous' });
    const loaded = naive.load(JSON.parse(JSON.stringify(model.save())));
    expect(loaded.save()).toEqual(model.save());
    const monday = Date.parse('2024-01-08T05:00Z');
    expect(loaded.forecast(2).times).toEqual(Float64Array.of(monday, monday + 86_400_000));
  });

  test('refuses to load a last time that no date can hold', async () => {
    const saved = (await naive.fit(wave(20))).save();
    expect(() => naive.load({ ...saved, tail: { ...saved.tail, time: 1e300 } })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID' }),
    );
  });

  test.each([
    { unit: 'week' },
    { unit: 'ms', count: 0 },
    { unit: 'day', count: 1.5, timeZone: 'UTC', clock: 0 },
    { unit: 'day', count: 1, timeZone: 'Mars/Base', clock: 0 },
    { unit: 'day', count: 1, timeZone: 'UTC', clock: 86_400_000 },
    { unit: 'month', count: 1, day: 32, timeZone: 'UTC', clock: 0 },
    { unit: 'weekday', weekdays: [], timeZone: 'UTC', clock: 0 },
    { unit: 'weekday', weekdays: [5, 1], timeZone: 'UTC', clock: 0 },
  ])('refuses to load invalid steps: %j', async (steps) => {
    const saved = (await naive.fit(wave(20))).save();
    expect(() => naive.load({ ...saved, tail: { ...saved.tail, steps } })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_MODEL_INVALID' }),
    );
  });
});
