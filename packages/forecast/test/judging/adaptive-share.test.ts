import { describe, expect, test } from 'vitest';
import { normal, seededRandom } from '../../src/engine/random.ts';
import { adaptiveShare } from '../../src/judging/adaptive-share.ts';

describe('adaptiveShare', () => {
  test('is the share of the level while there are too few errors for a band', () => {
    expect(
      adaptiveShare(
        Float64Array.from({ length: 39 }, (_, i) => i),
        1,
        95,
      ),
    ).toBe(0.05);
  });

  test('falls after a miss, and rises by less after a hit', () => {
    // Nine errors make the first band of level 80: from the smallest to the largest of them.
    const nine = Array.from({ length: 9 }, (_, i) => i);
    // Gibbs and Candès, 2021, formula (2): the share rises by rate * (0.2 - missed).
    expect(adaptiveShare(Float64Array.from([...nine, 100]), 1, 80)).toBeCloseTo(0.2 - 0.02 * 0.8, 12);
    expect(adaptiveShare(Float64Array.from([...nine, 4]), 1, 80)).toBeCloseTo(0.2 + 0.02 * 0.2, 12);
  });

  test('makes the band of a forecast several steps ahead from errors that were known at its origin', () => {
    const nine = Array.from({ length: 9 }, (_, i) => i);
    // Of twelve errors three steps ahead, the tenth and eleventh have fewer than nine known errors before them.
    expect(adaptiveShare(Float64Array.from([...nine, 100, 100, 4]), 3, 80)).toBeCloseTo(0.2 + 0.02 * 0.2, 12);
  });

  test('keeps the share of misses within the bound of its source, for errors that keep growing', () => {
    const random = seededRandom(1);
    const errors = Float64Array.from({ length: 800 }, (_, i) => normal(random) * 1.02 ** i);
    const share = adaptiveShare(errors, 1, 80);
    // The share after n errors is 0.2 + 0.02 * (0.2 n - misses), so this is the share of misses in them.
    const misses = 0.2 - (share - 0.2) / (0.02 * (errors.length - 9));
    // Proposition 4.1: the share of misses differs from 0.2 by at most (0.8 + rate) / (rate * n).
    expect(Math.abs(misses - 0.2)).toBeLessThan(0.82 / (0.02 * (errors.length - 9)));
  });
});
