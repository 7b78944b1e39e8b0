import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { seasonalIndices } from '../../src/seasons/classical.ts';
import { stl } from '../../src/seasons/stl.ts';
import { airPassengers } from '../forecasters/air-passengers.ts';

/** All numbers come from statsmodels 0.15.0, by stl.golden.py. */
interface Golden {
  readonly stl: { readonly seasonal: number[]; readonly trend: number[] };
  readonly robust: { readonly seasonal: number[]; readonly trend: number[] };
  readonly multiplicative: number[];
  readonly additive: number[];
  readonly odd: number[];
}
const golden = JSON.parse(readFileSync(new URL('./stl.golden.json', import.meta.url), 'utf8')) as Golden;

const closeTo = (values: Float64Array, expected: readonly number[], digits: number): void => {
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of values.entries()) expect(value, `row ${i}`).toBeCloseTo(expected[i]!, digits);
};

describe('stl', () => {
  const logs = airPassengers().values.map(Math.log);

  test('agrees with statsmodels', () => {
    const { seasonal, trend } = stl(logs, { period: 12, seasonalSpan: 11, robust: 0 });
    closeTo(seasonal, golden.stl.seasonal, 10);
    closeTo(trend, golden.stl.trend, 10);
  });

  test('agrees with statsmodels with robustness weights', () => {
    const { seasonal, trend } = stl(logs, { period: 12, seasonalSpan: 11, robust: 3 });
    closeTo(seasonal, golden.robust.seasonal, 10);
    closeTo(trend, golden.robust.trend, 10);
  });
});

describe('seasonalIndices', () => {
  test('agree with statsmodels', () => {
    const { values } = airPassengers();
    closeTo(seasonalIndices(values, 12, 'multiplicative'), golden.multiplicative, 10);
    closeTo(seasonalIndices(values, 12, 'additive'), golden.additive, 10);
    closeTo(seasonalIndices(values, 7, 'additive'), golden.odd, 10);
  });
});
