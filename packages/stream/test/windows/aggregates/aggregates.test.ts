import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  count,
  first,
  last,
  max,
  mean,
  median,
  min,
  run,
  settle,
  stddev,
  sum,
  tapValue,
  tumbling,
} from '../../../src/index.ts';
import type { Aggregate } from '../../../src/index.ts';
import { allOf, copyState } from '../../../src/windows/aggregates/aggregate.ts';
import { feed, tick } from '../feed.ts';
import type { Step, Tick } from '../feed.ts';

const itself = (value: number) => value;
/** The part of a record that aggregates use. */
const at = (offset: number, partition = 0) =>
  ({ position: { topic: 't', partition, offset } }) as Parameters<Aggregate<number, number>['add']>[3];

const fold = <R, S, V>(aggregate: Aggregate<number, R, S, V>, values: readonly number[], from = 0): S =>
  values.reduce(
    (state, value, n) => aggregate.add(state, aggregate.select(value), from + n, at(from + n)),
    aggregate.create(),
  );
const resultOf = <R, S, V>(aggregate: Aggregate<number, R, S, V>, values: readonly number[]): R =>
  aggregate.result(fold(aggregate, values));

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('aggregates', () => {
  test('compute what their names say', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(resultOf(count(), values)).toBe(8);
    expect(resultOf(sum(itself), values)).toBe(40);
    expect(resultOf(mean(itself), values)).toBe(5);
    expect(resultOf(min(itself), values)).toBe(2);
    expect(resultOf(max(itself), values)).toBe(9);
    expect(resultOf(first(itself), values)).toBe(2);
    expect(resultOf(last(itself), values)).toBe(9);
    // The squared distances from 5 add up to 32.
    expect(resultOf(stddev(itself), values)).toBeCloseTo(Math.sqrt(32 / 7), 15);
    expect(resultOf(stddev(itself), [3])).toBeNull();
  });

  test('a median is the middle one, or the mean of the two in the middle', () => {
    expect(resultOf(median(itself), [9, 1, 4])).toBe(4);
    expect(resultOf(median(itself), [9, 1, 4, 5])).toBe(4.5);
    expect(resultOf(median(itself), [1e308, 1.6e308])).toBe(1.3e308);
  });

  test('a median of many values is within half a percent of the exact one, in any order', () => {
    // All residues in turn: 1,501 different numbers of both signs, with zero.
    const values = Array.from({ length: 1_501 }, (_, i) => ((i * 733) % 1_501) ** 3 / 1e3 - 20_000);
    const sorted = values.toSorted((one, other) => one - other);
    const exact = sorted[750]!;
    const found = resultOf(median(itself), values);
    expect(Math.abs(found / exact - 1)).toBeLessThan(0.005);
    expect(resultOf(median(itself), sorted)).toBe(found);
    const [few, many] = [median<number>(itself), median<number>(itself)];
    const [one, other] = [fold(few, values.slice(0, 700)), fold(many, values.slice(700))];
    expect(few.result(few.merge!(one, other))).toBe(found);
    expect(resultOf(median(itself), [...Array<number>(800).fill(0), ...Array<number>(700).fill(-3)])).toBe(0);
    const below = resultOf(median(itself), [...Array<number>(800).fill(-3), ...Array<number>(700).fill(1)]);
    expect(Math.abs(below / -3 - 1)).toBeLessThan(0.005);
  });

  test('sums keep digits that rounding would lose', () => {
    expect(
      resultOf(
        sum(itself),
        Array.from({ length: 10 }, () => 0.1),
      ),
    ).toBe(1);
    expect(resultOf(sum(itself), [1e16, 1, -1e16])).toBe(1);
  });

  test('a standard deviation of large values equals that of two passes', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const shifted = values.map((value) => value + 1e9);
        const average = shifted.reduce((total, value) => total + (value - 1e9), 0) / values.length;
        const twoPasses =
          values.length < 2
            ? null
            : Math.sqrt(values.reduce((total, value) => total + (value - average) ** 2, 0) / (values.length - 1));
        const actual = resultOf(stddev(itself), shifted);
        if (twoPasses === null) expect(actual).toBeNull();
        else expect(actual).toBeCloseTo(twoPasses, 0);
      }),
    );
  });

  test('merged parts give the result of the whole', () => {
    const exact: ReadonlyArray<Aggregate<number, number>> = [
      count(),
      median(itself),
      sum(itself),
      mean(itself),
      min(itself),
      max(itself),
      first(itself),
      last(itself),
    ] as never;
    fc.assert(
      fc.property(numbers, fc.nat(40), (values, cut) => {
        const [head, tail] = [values.slice(0, cut), values.slice(cut)];
        for (const aggregate of exact) {
          if (head.length === 0 || tail.length === 0) continue;
          const merged = aggregate.merge!(fold(aggregate, head), fold(aggregate, tail, cut));
          expect(aggregate.result(merged)).toBe(resultOf(aggregate, values));
        }
        const spread = stddev(itself);
        const merged = spread.result(spread.merge!(fold(spread, head), fold(spread, tail, cut)));
        const whole = resultOf(spread, values);
        if (whole === null) expect(merged).toBeNull();
        else expect(merged).toBeCloseTo(whole, 5);
      }),
    );
  });

  test('a copy does not change when later values are added', () => {
    for (const aggregate of [
      sum(itself),
      mean(itself),
      stddev(itself),
      first(itself),
      allOf<number, unknown>({ a: sum(itself), b: count() }),
    ] as ReadonlyArray<Aggregate<number, unknown>>) {
      const state = fold(aggregate, [1, 2]);
      const copy = copyState(aggregate, state);
      aggregate.add(state, aggregate.select(50), 9, at(9));
      expect(aggregate.result(copy)).toEqual(resultOf(aggregate, [1, 2]));
    }
  });
});

test('an error in one select leaves all aggregates unchanged', async () => {
  const values: unknown[] = [];
  const counts = await run(
    feed(
      [1, NaN, 3].map((price, n): Step => [0, tick(n, 'k', price)]),
      { onReject: 'skip' },
    ),
    tumbling({ interval: 10, aggregate: { n: count(), total: sum(({ price }: Tick) => price) } }),
    tapValue(({ value }) => void values.push(value)),
    settle(),
  );
  expect(values).toEqual([{ n: 2, total: 4 }]);
  expect(counts.rejected).toBe(1);
});

test('your own aggregate is any object of the type', async () => {
  const joined: Aggregate<Tick, string, string[], number> = {
    select: ({ price }) => price,
    create: () => [],
    add: (state, price) => [...state, String(price)],
    result: (state) => state.join('+'),
  };
  const values: string[] = [];
  await run(
    feed([
      [0, tick(1, 'k', 3)],
      [0, tick(2, 'k', 4)],
    ]),
    tumbling({ interval: 10, aggregate: joined }),
    tapValue(({ value }) => void values.push(value)),
    settle(),
  );
  expect(values).toEqual(['3+4']);
});
