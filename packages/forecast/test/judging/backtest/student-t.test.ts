import { describe, expect, test } from 'vitest';
import { twoSided } from '../../../src/judging/backtest/student-t.ts';

describe('twoSided', () => {
  // SciPy 1.17.1, 2 * t.sf(x, degrees), by diebold-mariano.golden.py.
  test.each([
    [0.1, 1, 0.936548965138893],
    [1, 1, 0.5000000000000001],
    [2, 3, 0.13932596855884305],
    [2.2, 11, 0.05008611098180428],
    [1.96, 600, 0.05045823166303974],
    [5, 40, 1.1840065669659511e-5],
    [0.5, 1000, 0.6171850808338747],
    [30, 25, 3.995862850255073e-21],
    [1e-3, 5000, 0.9992021554654282],
  ])('of t %d with %d degrees of freedom agrees with SciPy', (t, degrees, expected) => {
    expect(twoSided(t, degrees) / expected).toBeCloseTo(1, 10);
    expect(twoSided(-t, degrees)).toBe(twoSided(t, degrees));
  });

  test('is 1 at 0', () => {
    expect(twoSided(0, 7)).toBe(1);
  });
});
