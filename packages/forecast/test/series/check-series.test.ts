import { describe, expect, test } from 'vitest';
import type { Series } from '@penstock/stream';
import { backtest, candidate, detectAnomalies, lstm, naive } from '../../src/index.ts';
import type { FeatureSeries } from '../../src/index.ts';
import { checkSeries } from '../../src/series/check-series.ts';
import { wave } from '../waves.ts';

const check = (times: unknown, values: unknown): void => checkSeries({ times, values } as Series, 2);
const code = expect.objectContaining({ code: 'PENSTOCK_SERIES_INVALID' });

describe('checkSeries', () => {
  test('says what to pass instead of plain arrays and dates', () => {
    const numbers = Float64Array.of(1, 2);
    expect(() => check(numbers, [1, 2])).toThrow(code);
    expect(() => check(numbers, [1, 2])).toThrow(/^values must be a Float64Array; got an array/);
    expect(() => check([new Date(1), new Date(2)], numbers)).toThrow(/^times .* Float64Array.from\(dates, Number\)/);
    expect(() => check(numbers, undefined)).toThrow(/got undefined/);
    expect(() => check(numbers, numbers)).not.toThrow();
  });
});

const quick = { transforms: [], window: 3, units: 2, epochs: 1, engine: 'reference' } as const;
const model = await lstm.fit(wave(60), quick);
const files = model.save();

/** Functions other than forecasters that take a series. The forecaster contract has the same tests. */
const takers: Record<string, (series: FeatureSeries) => unknown> = {
  detectAnomalies: (series) => detectAnomalies(series),
  backtest: (series) => backtest([candidate('naive', naive)], series, { horizon: 1 }),
  'apply of an LSTM': (series) => model.apply(series),
  'load of an LSTM with a history': (history) => lstm.load(files, { history }),
  'fitMany of an LSTM': async (series) => {
    const [fit] = await lstm.fitMany([series], quick);
    if (fit!.error) throw fit!.error;
  },
};

describe.each(Object.entries(takers))('%s', (_name, take) => {
  const { times, values } = wave(60);
  test.each<[string, object, RegExp]>([
    ['values in a plain array', { times, values: [...values] }, /values must .* Pass Float64Array\.from\(values\)/],
    ['dates', { times: Array.from(times, (time) => new Date(time)), values }, /times must .*\(dates, Number\)/],
    [
      'times in nanoseconds',
      { times: times.map((time) => 1e18 + 1e6 * time), values },
      /nanoseconds, divide them by 1e6|Divide nanoseconds by 1e6/,
    ],
    ['a feature in a plain array', { times, values, features: { volume: [...values] } }, /feature "volume" must be a/],
    ['a feature that is too short', { times, values, features: { volume: values.slice(1) } }, /60 values, .*; got 59/],
  ])('refuses %s', async (_what, series, message) => {
    const taken = new Promise((resolve) => resolve(take(series as FeatureSeries)));
    await expect(taken).rejects.toThrow(code);
    await expect(taken).rejects.toThrow(message);
  });
});
