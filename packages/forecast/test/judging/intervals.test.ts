import { describe, expect, test } from 'vitest';
import { coverage, lstm, naive } from '../../src/index.ts';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { daily, steps, walk } from '../simulated.ts';
import { head } from '../waves.ts';

/** Errors of a walk are differences, and they are exchangeable. */
const exact = { calibration: 'split', errors: 'absolute' } as const;

/**
 * The share of test rows, in percent, that are in the interval `horizon` steps ahead. Each interval is measured on the
 * rows before the test row.
 */
const covered = async (
  make: (seed: number) => ReturnType<typeof walk>,
  times: number,
  horizon: number,
  level: number,
): Promise<number> => {
  const [actual, lower, upper] = [0, 1, 2].map(() => new Float64Array(times)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let seed = 0; seed < times; seed += 1) {
    const series = make(seed);
    const known = head(series, series.values.length - horizon);
    const [interval] = (await naive.fit(known)).forecast(horizon, {
      after: known,
      levels: [level],
      ...exact,
    }).intervals!;
    actual[seed] = series.values.at(-1)!;
    lower[seed] = interval!.lower[horizon - 1]!;
    upper[seed] = interval!.upper[horizon - 1]!;
  }
  return coverage(actual, lower, upper);
};

describe('intervals', () => {
  // Steps of a walk are exchangeable, so the coverage follows from the ranks: with 99 errors it is exactly the level.
  // Over 2000 series, the standard error is at most 0.9 (level 80) and 0.49 (level 95). Four standard errors are
  // allowed.
  test.each(Object.keys(steps))('cover the next value as often as their level says, with %s steps', async (name) => {
    const make = (seed: number) => {
      const random = seededRandom(seed);
      return walk(101, () => steps[name]!(random));
    };
    expect(Math.abs((await covered(make, 2_000, 1, 80)) - 80)).toBeLessThan(3.6);
    // On each side, 2 of 99 errors are outside: the coverage is 96 percent.
    expect(Math.abs((await covered(make, 2_000, 1, 95)) - 96)).toBeLessThan(1.8);
  });

  // Errors of several steps overlap, so the coverage is not exact; with 300 errors it is within a few percent.
  test.each(['normal', 'one-sided'])(
    'cover the value five steps ahead nearly as often, with %s steps',
    async (name) => {
      const make = (seed: number) => {
        const random = seededRandom(seed);
        return walk(305, () => steps[name]!(random));
      };
      expect(Math.abs((await covered(make, 1_000, 5, 80)) - 80)).toBeLessThan(6);
      expect(Math.abs((await covered(make, 1_000, 5, 95)) - 95)).toBeLessThan(3.5);
    },
  );

  test('are not measured across a gap that the model refuses, if enough rows follow the gap', async () => {
    const random = seededRandom(4);
    const series = walk(200, () => normal(random));
    series.times.subarray(120).forEach((time, i) => (series.times[120 + i] = time + 3 * 86_400_000));
    const model = await lstm.fit(head(series, 60), { transforms: [], window: 5, units: 2, epochs: 2 });
    expect(() => model.forecast(1, { after: series, levels: [80] })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_SERIES_GAP' }),
    );
    expect(() => model.forecast(1, { after: series, levels: [80], calibrationRows: 75 })).not.toThrow();
    expect(() => model.forecast(1, { after: series, levels: [80], calibrationRows: 76 })).toThrow(/index 119/);
    expect((await naive.fit(series)).forecast(1, { after: series, levels: [80] }).intervals).toHaveLength(1);
  });

  test('cover as their level says although the model is overfitted', async () => {
    const random = seededRandom(3);
    // Each value keeps half of the value before it, plus noise. There is nothing else to learn.
    const values = new Float64Array(800);
    for (let i = 1; i < values.length; i += 1) values[i] = 0.5 * values[i - 1]! + normal(random);
    const series = daily(values);
    const model = await lstm.fit(head(series, 60), {
      transforms: [],
      scaling: 'minMax',
      earlyStopping: false,
      window: 8,
      units: 24,
      activation: 'tanh',
      epochs: 400,
      learningRate: 0.01,
      seed: 5,
    });
    const [actual, lower, upper] = [0, 1, 2].map((): number[] => []) as [number[], number[], number[]];
    for (let rows = 400; rows < 800; rows += 1) {
      const [interval] = model.forecast(1, {
        after: head(series, rows),
        levels: [80],
        calibrationRows: 300,
        ...exact,
      }).intervals!;
      actual.push(values[rows]!);
      lower.push(interval!.lower[0]!);
      upper.push(interval!.upper[0]!);
    }
    // The errors on the rows that it was fitted on would give bands of less than half the width.
    const errors = Array.from(
      model.predictions(head(series, 60)).mean,
      (mean, i) => values[i + model.window]! - mean,
    ).toSorted((a, b) => a - b);
    const width = errors[Math.ceil(0.9 * errors.length) - 1]! - errors[Math.floor(0.1 * errors.length)]!;
    expect(upper[0]! - lower[0]!).toBeGreaterThan(2 * width);
    expect(Math.abs(coverage(actual, lower, upper) - 80)).toBeLessThan(8);
  });

  test('adapt to errors that grow, where bands of a fixed share cover far too little', async () => {
    const random = seededRandom(9);
    let row = 0;
    // The steps grow to ten times their first size.
    const series = walk(1_200, () => normal(random) * (1 + (9 * (row += 1)) / 1_200));
    const model = await naive.fit(series);
    const share = (calibration: 'adaptive' | 'split'): number => {
      const ends = Array.from({ length: 600 }, (_, i) => {
        const after = head(series, 600 + i);
        return model.forecast(1, { after, levels: [80], errors: 'absolute', calibration }).intervals![0]!;
      });
      return coverage(
        series.values.subarray(600),
        ends.map(({ lower }) => lower[0]!),
        ends.map(({ upper }) => upper[0]!),
      );
    };
    expect(share('split')).toBeLessThan(72);
    expect(Math.abs(share('adaptive') - 80)).toBeLessThan(3);
  });

  test('use ratios for a positive series, so that another unit only changes the unit', async () => {
    const random = seededRandom(5);
    const prices = daily(walk(300, () => 0.03 * normal(random)).values.map((value) => Math.exp(value - 96)));
    const logs = daily(prices.values.map(Math.log));
    const [price, log] = await Promise.all(
      [prices, logs].map(async (series) => {
        const options = { after: series, levels: [80, 95], ...(series === logs && { errors: 'absolute' as const }) };
        return (await naive.fit(series)).forecast(3, options);
      }),
    );
    price!.mean.forEach((value, step) => expect(Math.log(value)).toBeCloseTo(log!.mean[step]!, 9));
    for (const [i, { lower, upper }] of price!.intervals!.entries()) {
      lower.forEach((value, step) => expect(Math.log(value)).toBeCloseTo(log!.intervals![i]!.lower[step]!, 9));
      upper.forEach((value, step) => expect(Math.log(value)).toBeCloseTo(log!.intervals![i]!.upper[step]!, 9));
    }
  });

  test('use differences if a value is not above 0, and refuse ratios then', async () => {
    const series = daily(Array.from({ length: 60 }, (_, i) => Math.sin(i)));
    const model = await naive.fit(series);
    const asked = { after: series, levels: [80] };
    expect(model.forecast(2, asked)).toEqual(model.forecast(2, { ...asked, errors: 'absolute' }));
    expect(() => model.forecast(2, { ...asked, errors: 'relative' })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });

  test('suggest the percentage when a level is a share', async () => {
    const series = walk(60, () => 1);
    const model = await naive.fit(series);
    expect(() => model.forecast(1, { after: series, levels: [0.95] })).toThrow(/For 95 % write 95/);
  });
});
