import { describe, expect, test } from 'vitest';
import { endsOf, errorsFor, medianOf } from '../../src/judging/conformal-rank.ts';

const sorted = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i + 1);

describe('conformal ranks', () => {
  test.each([
    [39, 95, 1],
    [79, 95, 2],
    [199, 99, 1],
    [9, 80, 1],
    [99, 80, 10],
    [999, 95, 25],
  ])('of %d errors at level %d are %d from either side', (count, level, rank) => {
    expect(endsOf(sorted(count), (100 - level) / 100)).toEqual([rank, count + 1 - rank]);
  });

  test.each([1, 2, 9, 40])('of %d errors give ends around the median for any share', (count) => {
    const middle = medianOf(sorted(count));
    expect(middle).toBe((count + 1) / 2);
    for (const share of [-0.3, 0, 0.2, 0.99, 1, 1.7]) {
      const [lower, upper] = endsOf(sorted(count), share);
      expect(lower).toBeLessThanOrEqual(middle);
      expect(upper).toBeGreaterThanOrEqual(middle);
    }
  });

  test('need 39 errors for level 95 and 9 for level 80', () => {
    expect([95, 80, 99, 50].map(errorsFor)).toEqual([39, 9, 199, 3]);
  });
});
