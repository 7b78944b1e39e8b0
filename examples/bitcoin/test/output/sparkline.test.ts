import { expect, test } from 'vitest';
import { sparkline } from '../../src/output/sparkline.ts';

test('draws the lowest value smallest and the highest tallest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 60)).toBe('▁▂▃▄▅▆▇█');
});

test('with more values than columns, draws means of all values', () => {
  // Means 1, 5 and 12.
  expect(sparkline([0, 2, 4, 6, 12, 12], 3)).toBe('▁▄█');
  expect(
    sparkline(
      Float64Array.from({ length: 365 }, (_, i) => i),
      60,
    ),
  ).toHaveLength(60);
});

test('draws equal values at middle height', () => {
  expect(sparkline([5, 5], 9)).toBe('▄▄');
});
