import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fold } from '../../src/reading/aggregate.ts';
import type { BucketAggregate } from '../../src/reading/aggregate.ts';

const fold = (aggregate: BucketAggregate, rows: ReadonlyArray<readonly [number, number]>): number => {
  const fold = new Fold(aggregate);
  for (const [time, value] of rows) fold.add(time, value);
  return fold.result;
};
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.double({ min: -1e9, max: 1e9, noNaN: true })), {
  minLength: 1,
});

test('is the same for rows in any order', () => {
  fc.assert(
    fc.property(rows, (rows) => {
      const values = rows.map(([, value]) => value);
      const byTime = rows.toSorted(([one], [other]) => one - other);
      expect(fold('min', rows)).toBe(Math.min(...values));
      expect(fold('max', rows)).toBe(Math.max(...values));
      expect(fold('first', rows)).toBe(byTime[0]![1]);
      expect(fold('last', rows)).toBe(byTime.at(-1)![1]);
    }),
  );
});

test('sums without the rounding error of plain addition', () => {
  expect(
    fold('sum', [
      [0, 1e100],
      [1, 1],
      [2, -1e100],
    ]),
  ).toBe(1);
  expect(
    fold('avg', [
      [0, 1e16],
      [1, 1],
      [2, -1e16],
      [3, 1],
    ]),
  ).toBe(0.5);
  expect(
    fold(
      'sum',
      Array.from({ length: 10 }, (_, time) => [time, 0.1] as const),
    ),
  ).toBe(1);
});

test.each(['avg', 'min', 'max', 'sum', 'first', 'last'] as const)('%s of one value is that value', (aggregate) => {
  expect(fold(aggregate, [[5, 0.1]])).toBe(0.1);
});
