import { describe, expect, test } from 'vitest';
import { hasSeason, naturalPeriods } from '../../src/index.ts';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { airPassengers } from '../forecasters/air-passengers.ts';

const day = 86_400_000;

describe('hasSeason', () => {
  test('finds the yearly season of monthly rows', () => {
    expect(hasSeason(airPassengers().values, 12)).toBe(true);
  });

  test('finds no season in noise, in a constant or in fewer than three seasons, and none of one row', () => {
    const random = seededRandom(1);
    const noise = Float64Array.from({ length: 200 }, () => normal(random));
    expect(hasSeason(noise, 12)).toBe(false);
    expect(hasSeason(new Float64Array(100).fill(3), 12)).toBe(false);
    expect(hasSeason(airPassengers().values.slice(0, 35), 12)).toBe(false);
    expect(hasSeason(airPassengers().values, 1)).toBe(false);
  });

  test('finds a season in noise as rarely as its level of 90 % allows', () => {
    const random = seededRandom(2);
    let found = 0;
    for (let run = 0; run < 500; run += 1) {
      if (
        hasSeason(
          Float64Array.from({ length: 120 }, () => normal(random)),
          12,
        )
      )
        found += 1;
    }
    // 10 % of 500 is 50. In a binomial distribution, all but one of a thousand cases are between 30 and 70.
    expect(found).toBeGreaterThan(15);
    expect(found).toBeLessThan(70);
  });
});

describe('naturalPeriods', () => {
  test.each([
    ['minutes', 60_000, [60]],
    ['quarters of an hour', 900_000, [4, 96]],
    ['hours', 3_600_000, [24, 168]],
    ['days', day, [7]],
    ['weeks', 7 * day, [52]],
    ['months', 31 * day, [12]],
    ['quarters', 92 * day, [4]],
    ['years', 365 * day, []],
  ])('of %s', (_, step, periods) => {
    expect(naturalPeriods(step)).toEqual(periods);
  });
});
