import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../../src/engine/random.ts';
import type { LstmOptions } from '../../src/index.ts';
import { lstm } from '../../src/index.ts';
import { daily } from '../simulated.ts';

/** Series of very different kinds, each made from a seed. */
const kinds: Readonly<Record<string, (row: number, draw: () => number) => number>> = {
  tiny: (row, draw) => 1e-12 * (1 + 0.1 * Math.sin(row) + 0.01 * draw()),
  huge: (row, draw) => 1e15 * (1 + 0.1 * Math.sin(row) + 0.01 * draw()),
  negative: (row, draw) => -500 - 10 * Math.sin(row / 3) + draw(),
  'around 0': (_row, draw) => draw(),
  'with zeros': (_row, draw) => Math.max(0, draw()),
  'rising in a line': (row, draw) => 10 + row + 0.1 * draw(),
  'rising in proportion': (row, draw) => Math.exp(row / 20 + 0.1 * draw()),
  falling: (row, draw) => 100_000 * Math.exp(-row / 15 + 0.1 * draw()),
  weekly: (row, draw) => 50 + 20 * Math.sin((2 * Math.PI * row) / 7) + draw(),
  'with a step': (row, draw) => (row < 90 ? 10 : 1000) + draw(),
  'with one change': (row) => (row === 70 ? 2 : 1),
  'with outliers': (_row, draw) => 100 + draw() ** 9,
};

const options: readonly LstmOptions[] = [
  { epochs: 20 },
  { epochs: 20, loss: 'pinball', steps: 3 },
  { epochs: 20, transforms: [], activation: 'relu', scaling: 'minMax', earlyStopping: false },
];

describe('lstm on series of every kind', () => {
  test.each(Object.keys(kinds))('forecasts finite values in the stated range, %s', async (kind) => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const series = daily(Array.from({ length: 120 }, (_, row) => kinds[kind]!(row, () => normal(random))));
      const [low, high] = [Math.min(...series.values), Math.max(...series.values)];
      const span = high - low;
      for (const each of options) {
        const model = await lstm.fit(series, { ...each, seed });
        const { mean, quantiles = [] } = model.forecast(365);
        for (const values of [mean, ...quantiles.map((quantile) => quantile.values)]) {
          expect(values.every(Number.isFinite)).toBe(true);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(low >= 0 ? Math.max(0, low - span) : low - span);
          expect(Math.max(...values)).toBeLessThanOrEqual(high + span);
        }
        for (const [i, upper] of quantiles.slice(1).entries())
          expect(upper.values.every((value, step) => value >= quantiles[i]!.values[step]!)).toBe(true);
      }
    }
  });

  test('refuses a constant series with any options', async () => {
    for (const value of [0, 5, -1e-300]) {
      for (const each of options) {
        await expect(lstm.fit(daily(Array<number>(60).fill(value)), each)).rejects.toMatchObject({
          code: 'PENSTOCK_SERIES_CONSTANT',
        });
      }
    }
  });

  test('forecasts a year of simulated prices within the stated range', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const random = seededRandom(seed);
      let price = 20_000;
      const prices = daily(Array.from({ length: 730 }, () => (price *= Math.exp(0.001 + 0.035 * normal(random)))));
      const { mean } = (await lstm.fit(prices, { seed })).forecast(365);
      const [low, high] = [Math.min(...prices.values), Math.max(...prices.values)];
      expect(mean.every((value) => value >= Math.max(0, 2 * low - high) && value <= 2 * high - low)).toBe(true);
      // The first step is about as large as the steps before it.
      expect(Math.abs(Math.log(mean[0]! / prices.values.at(-1)!))).toBeLessThan(0.05);
    }
  });
});
