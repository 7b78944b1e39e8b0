import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedWindow } from '../../src/anomaly/sorted-window.ts';

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : sorted[(sorted.length >> 1) - 1]! / 2 + upper / 2;
};

test('knows median and deviations of the latest values as sorting all of them anew does', () => {
  // Few different values, so that there are ties; and one zero, not two.
  const value = fc
    .oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }))
    .map((one) => one + 0);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(value, { minLength: 1, maxLength: 60 }),
      value,
      (capacity, values, center) => {
        const window = new SortedWindow(capacity);
        for (const [i, one] of values.entries()) {
          window.push(one);
          const latest = values.slice(Math.max(0, i + 1 - capacity), i + 1);
          expect(window.size).toBe(latest.length);
          expect(window.toArray()).toEqual(latest);
          expect(window.median()).toBe(medianOf(latest));
          const distances = latest.map((each) => Math.abs(each - center));
          expect(window.medianDeviation(center)).toBe(medianOf(distances));
          expect(window.meanDeviation(center)).toBeCloseTo(
            distances.reduce((sum, distance) => sum + distance / distances.length, 0),
            4,
          );
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('has no median while it is empty', () => {
  expect(new SortedWindow(3).median()).toBeNaN();
  expect(new SortedWindow(3).medianDeviation(0)).toBeNaN();
});
