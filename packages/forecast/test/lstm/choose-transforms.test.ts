import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { chooseTransforms, defaultWindow } from '../../src/lstm/choose-transforms.ts';
import { daily, walk } from '../simulated.ts';

const hour = 3_600_000;
const namesOf = (...series: Parameters<typeof chooseTransforms>[0]) =>
  chooseTransforms(series).transforms.map(({ name }) => name);

const hourly = (low: number) => {
  const random = seededRandom(4);
  const values = Float64Array.from({ length: 500 }, (_, i) => low + 30 * Math.sin((i * Math.PI) / 12) + normal(random));
  return { times: values.map((_, i) => i * hour), values };
};

describe('transforms: "auto"', () => {
  test('chooses logarithms and differences for prices', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const random = seededRandom(seed);
      const prices = walk(700, () => 0.02 * normal(random));
      expect(namesOf({ ...prices, values: prices.values.map((value) => Math.exp(value - 90)) })).toEqual([
        'log',
        'difference',
      ]);
    }
  });

  test('removes a season, and scales each window separately', () => {
    expect(namesOf(hourly(100))).toEqual(['log', 'deseasonalise', 'scale']);
    expect(chooseTransforms([hourly(100)]).season).toBe(24);
    expect(namesOf(hourly(0))).toEqual(['deseasonalise', 'scale']);
  });

  test('takes no logarithm if a row is not above 0', () => {
    expect(namesOf(daily([1, 2, 0, 4, 5]))).toEqual(['difference']);
  });

  test('chooses the season that most series of a network have', () => {
    const random = seededRandom(1);
    const without = walk(500, () => normal(random));
    expect(namesOf(hourly(0), hourly(1), without)).toContain('deseasonalise');
    expect(namesOf(hourly(0), without, without)).not.toContain('deseasonalise');
  });

  test('has a window of two seasons', () => {
    expect([undefined, 7, 24].map(defaultWindow)).toEqual([15, 15, 48]);
  });
});
