import { expect, test } from 'vitest';
import { spanOf } from '../../../page/price/ranges.ts';

const day = 86_400_000;

test('a range ends after the forecast and begins no earlier than the prices', () => {
  expect(spanOf('1M', 0, 100 * day, 7 * day)).toEqual({ from: 69 * day, to: 107 * day });
  expect(spanOf('1Y', 0, 100 * day)).toEqual({ from: 0, to: 100 * day });
  expect(spanOf('All', 5 * day, 9_000 * day)).toEqual({ from: 5 * day, to: 9_000 * day });
});
