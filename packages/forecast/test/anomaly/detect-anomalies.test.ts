import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectAnomalies, lstm, naive } from '../../src/index.ts';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { daily, steps, walk } from '../simulated.ts';
import { head, wave } from '../waves.ts';

const withCode = (code: string) => expect.objectContaining({ name: 'PenstockError', code });

/** Prices that change by some 2 percent a day, and the days on which `factor` was put on top. */
const planted = (seed: number, factor: number) => {
  const random = seededRandom(seed);
  const { times, values } = walk(1_000, () => 0.02 * normal(random));
  const prices = values.map((log) => Math.exp(log - 95));
  const days = new Set<number>();
  while (days.size < 15) {
    const day = 60 + Math.floor(random() * 930);
    if ([...days].some((other) => Math.abs(other - day) < 3)) continue;
    prices[day]! *= random() < 0.5 ? factor : 1 / factor;
    days.add(day);
  }
  return { series: { times, values: prices }, planted: new Set([...days].map((day) => times[day]!)) };
};

const rates = (options: Parameters<typeof detectAnomalies>[1], factor: number) => {
  let [hits, found, wanted] = [0, 0, 0];
  for (let seed = 0; seed < 40; seed += 1) {
    const { series, planted: days } = planted(seed, factor);
    const { anomalies } = detectAnomalies(series, options);
    hits += anomalies.filter(({ time }) => days.has(time)).length;
    found += anomalies.length;
    wanted += days.size;
  }
  return { precision: hits / found, recall: hits / wanted };
};

describe('detectAnomalies', () => {
  // 40 series with 15 planted days each.
  test('finds planted days: nearly all that stand out by half, and little else', () => {
    const { precision, recall } = rates({}, 1.5);
    expect(recall).toBeGreaterThan(0.98);
    expect(precision).toBeGreaterThan(0.95);
  });

  test('finds with the last value as history the smaller changes too, each there and back', () => {
    const { precision, recall } = rates({ history: 1 }, 1.2);
    expect(recall).toBeGreaterThan(0.98);
    // The way back is a change like the way there.
    expect(precision).toBeGreaterThan(0.48);
    expect(precision).toBeLessThan(0.52);
  });

  test('calls next to nothing odd where errors are normal', () => {
    const random = seededRandom(9);
    const { severity, anomalies } = detectAnomalies(
      walk(20_000, () => normal(random)),
      { history: 1, scale: 'linear' },
    );
    // Beyond five deviations lie 6e-7 of normal values; the first windows know the deviation roughly only.
    expect(severity).toHaveLength(20_000 - 31);
    expect(anomalies.length).toBeLessThan(5);
  });

  test('tells time, actual, typical, bounds, severity and direction by the formula', () => {
    // 40 errors of -1 and 1 in turn: median 0, median absolute deviation 1, so the bounds are 5 * 1.4826 away.
    const values = Float64Array.from({ length: 43 }, (_, i) => 50 + (i % 2));
    values[42] = 51 - 2 * 5 * 1.4826;
    const { anomalies } = detectAnomalies(daily(values), { history: 1, scale: 'linear', window: 40 });
    expect(anomalies).toHaveLength(1);
    const [anomaly] = anomalies;
    expect(anomaly).toMatchObject({ time: 42 * 86_400_000, actual: values[42], typical: 51, direction: 'lower' });
    expect(anomaly!.severity).toBeCloseTo(50, 9);
    expect([anomaly!.lower, anomaly!.upper]).toEqual(
      [51 - 5 * 1.4826, 51 + 5 * 1.4826].map((bound) => expect.closeTo(bound, 9)),
    );
  });

  test('judges by mean deviations where most rows are equal, and gives the first change severity 100', () => {
    const values = new Float64Array(60).fill(7);
    values[50] = 7.5;
    values[55] = 12;
    const { anomalies } = detectAnomalies(daily(values), { history: 1 });
    expect(anomalies.map(({ time, severity }) => [time / 86_400_000, severity])).toEqual([
      [50, expect.closeTo(100, 9)],
      [51, expect.closeTo(100 * (1 - (5 * 1.2533) / 50), 6)],
      [55, expect.any(Number)],
      [56, expect.any(Number)],
    ]);
  });

  // In cents: prices that differ in their last bits alone would differ by rounding in another unit.
  const value = fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 1e8 }).map((cents) => cents / 100),
  );
  const options = fc.record({
    history: fc.integer({ min: 1, max: 20 }),
    window: fc.integer({ min: 10, max: 60 }),
    scale: fc.constantFrom('log' as const, 'linear' as const),
  });
  const anySeries = fc.array(value, { minLength: 80, maxLength: 160 });

  test('never lets a row change what is said of the rows before it, nor its own bounds', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 60, max: 79 }), value, options, (values, row, other, how) => {
        const whole = detectAnomalies(daily(values), how);
        const changed = detectAnomalies(daily(values.map((each, i) => (i < row ? each : other + i))), how);
        const rows = row - (values.length - whole.times.length);
        expect(changed.severity.slice(0, rows)).toEqual(whole.severity.slice(0, rows));
        // What the first changed row is held against comes of the rows before it too.
        for (const name of ['typical', 'lower', 'upper'] as const)
          expect(changed[name].slice(0, rows + 1)).toEqual(whole[name].slice(0, rows + 1));
      }),
      { numRuns: 200 },
    );
  });

  test('says the same in another unit', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: -20, max: 20 }), options, (values, power, how) => {
        const ours = detectAnomalies(daily(values), how);
        const theirs = detectAnomalies(daily(values.map((each) => each * 2 ** power)), how);
        expect(theirs.severity).toHaveLength(ours.severity.length);
        for (let i = 0; i < ours.severity.length; i += 1) {
          // A share is as exact as the spread that it is measured in, which may be far smaller than the logarithms.
          expect(Math.abs(theirs.severity[i]! - ours.severity[i]!)).toBeLessThan(1e-6);
          expect(Math.abs(theirs.typical[i]! / 2 ** power - ours.typical[i]!)).toBeLessThanOrEqual(
            1e-9 * Math.abs(ours.typical[i]!),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  test('takes equal growth for equal, whatever its logarithms are rounded to', () => {
    const { severity } = detectAnomalies(daily(Array.from({ length: 300 }, (_, i) => 1.1 ** i)), { history: 1 });
    expect(severity.every((each) => each === 0)).toBe(true);
  });

  test('neither changes its input nor keeps it', () => {
    const series = wave(100);
    const before = detectAnomalies(series);
    expect(series).toEqual(wave(100));
    const kept = before.actual.slice();
    series.values.fill(7);
    expect(before.actual).toEqual(kept);
  });

  test('expects with a model what that predicts of rows it was not fitted on, and judges no other', async () => {
    const series = wave(160);
    series.values[150]! += 30;
    const model = await lstm.fit(head(series, 60), {
      transforms: [],
      scaling: 'minMax',
      earlyStopping: false,
      window: 5,
      units: 4,
      activation: 'tanh',
      epochs: 60,
      learningRate: 0.02,
      seed: 2,
    });
    const { times, typical, anomalies } = detectAnomalies(series, { model, scale: 'linear' });
    expect(times[0]).toBe(series.times[90]);
    expect(times).toHaveLength(70);
    const { mean } = model.predictions(series, { from: 150 });
    expect(anomalies.map(({ time }) => time / 86_400_000)).toContain(150);
    expect(Math.abs(typical[60]! - mean[0]!)).toBeLessThan(20);
    expect(() => detectAnomalies(head(series, 90), { model })).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    expect(() => detectAnomalies(head(series, 50), { model })).toThrow(/not fitted on/);
  });

  test('says of the naive model what a history of the last value says', async () => {
    const series = wave(120);
    expect(detectAnomalies(series, { model: await naive.fit(series), threshold: 2 })).toEqual(
      detectAnomalies(series, { history: 1, threshold: 2 }),
    );
  });

  test('refuses constant and short series, gaps, and values that the scale does not have', () => {
    expect(() => detectAnomalies(daily(new Float64Array(100).fill(3)))).toThrow(withCode('PENSTOCK_SERIES_CONSTANT'));
    expect(() => detectAnomalies(wave(44))).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    expect(() => detectAnomalies(wave(44))).toThrow(/At least 45 rows/);
    expect(detectAnomalies(wave(45)).times).toHaveLength(1);
    expect(() => detectAnomalies(daily([]))).toThrow(withCode('PENSTOCK_SERIES_TOO_SHORT'));
    for (const [bad, named] of [
      [Number.NaN, /index 41/],
      [Infinity, /index 41/],
      [0, /index 41 .*"linear"/],
      [-1, /index 41/],
    ] as const) {
      const series = wave(100);
      series.values[41] = bad;
      expect(() => detectAnomalies(series)).toThrow(withCode('PENSTOCK_SERIES_INVALID'));
      expect(() => detectAnomalies(series)).toThrow(named);
    }
    const far = wave(100);
    far.values.set([1.7e308, -1.7e308], 50);
    expect(() => detectAnomalies(far, { scale: 'linear', history: 1 })).toThrow(withCode('PENSTOCK_SERIES_INVALID'));
  });

  test.each([
    { history: 0 },
    { history: 1.5 },
    { window: 9 },
    { window: 10_001 },
    { threshold: 0 },
    { threshold: Number.NaN },
    { threshold: '5' },
    { scale: 'ln' },
  ])('refuses %j', (bad) => {
    expect(() => detectAnomalies(wave(100), bad as object)).toThrow(withCode('PENSTOCK_BAD_OPTION'));
  });
});

test.each(Object.keys(steps))('keeps its head with %s steps: few rows are odd, and the gravest come first', (name) => {
  const random = seededRandom(1);
  const series = walk(3_000, () => steps[name]!(random));
  const { anomalies, times } = detectAnomalies(series, { history: 1, scale: 'linear' });
  // Of Cauchy steps some tenth lie beyond five deviations: 1 - 2 / pi * atan(5 * 1.4826).
  expect(anomalies.length / times.length).toBeLessThan(name === 'cauchy' ? 0.1 : 0.02);
  expect(
    anomalies.every(
      ({ severity, actual, lower, upper }) => severity > 0 && severity <= 100 && (actual < lower || actual > upper),
    ),
  ).toBe(true);
});
