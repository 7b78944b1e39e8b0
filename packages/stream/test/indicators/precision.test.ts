import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogReturns, mean, Returns, RollingVolatility, stddev, sum, ZScore } from '../../src/index.ts';
import type { Aggregate } from '../../src/index.ts';
import { exactMoments } from './exact-moments.ts';

const itself = (value: number) => value;
const record = { position: { topic: 't', partition: 0, offset: 0 } } as Parameters<Aggregate<number, number>['add']>[3];
const fold = <R, S>(aggregate: Aggregate<number, R, S, number>, values: readonly number[]): S =>
  values.reduce((state, value) => aggregate.add(state, aggregate.select(value), 0, record), aggregate.create());
const resultOf = <R, S>(aggregate: Aggregate<number, R, S, number>, values: readonly number[]): R =>
  aggregate.result(fold(aggregate, values));

/** Checks equality to about 12 digits; a few hundred additions of doubles may lose the others. */
const close = (actual: number | null, expected: number): void => {
  if (!Number.isFinite(expected) || Math.abs(expected) < 1e-300) return;
  expect(Math.abs(actual! - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * 1e-12);
};

const flats = [457.33, 0.1, 1 / 3, 1e15 + 0.1, 1e300, 1.7e308, 1e-300, 5e-324, -123.456, 0];
const level = fc.constantFrom(0, 1, 457.33, 1e9, 1e15, 1e16, 1e300, 1e-300, -1e12);
const unit = fc.constantFrom(0, 1e-310, 1e-300, 1e-9, 1, 1e9, 1e16, 1e300, 1e307);
/** Numbers around a level, in some unit, with spikes. */
const numbers = fc
  .tuple(
    level,
    unit,
    fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.nat(19)), { minLength: 2, maxLength: 60 }),
    unit,
  )
  .map(([around, by, steps, spike]) => steps.map(([step, chance]) => around + step * (chance === 0 ? spike : by)));

describe.each(flats)('a constant %d', (flat) => {
  const values = Array.from({ length: 20 }, () => flat);
  test('has a score, a deviation and a volatility of 0, and itself as its mean', () => {
    const score = new ZScore(20);
    expect(values.map((value) => score.add(value)).at(-1)).toBe(0);
    expect(resultOf(stddev(itself), values)).toBe(0);
    expect(resultOf(mean(itself), values)).toBe(flat);
    const spread = stddev(itself);
    expect(spread.result(spread.merge!(fold(spread, values), fold(spread, values)))).toBe(0);
    if (flat <= 0) return;
    const volatility = new RollingVolatility({ window: 19 });
    expect(values.map((value) => volatility.add(value)).at(-1)).toBe(0);
  });
  test('has a score of 0 again when a spike has left the window', () => {
    const score = new ZScore(3);
    for (const value of [flat, 1e16, -1e300]) score.add(value);
    expect([flat, flat, flat].map((value) => score.add(value)).at(-1)).toBe(0);
  });
});

test('scores are those of exact arithmetic, for levels and units of any size', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const score = new ZScore(values.length);
      const last = values.map((value) => score.add(value)).at(-1)!;
      const { score: exact } = exactMoments(values);
      expect(Math.abs(last - exact), `${last} for ${exact}`).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(exact)));
    }),
    {
      numRuns: 500,
      examples: [
        [[1e16, 1, 1, 2]],
        [[1e16, 1e16 + 2, 1e16 + 4]],
        [[1e-300, 2e-300, 4e-300]],
        [[5e-324, 1e-323, 0]],
        [[1.7e308, -1.7e308, 0]],
      ],
    },
  );
});

test('sums, means and standard deviations are those of exact arithmetic, whole or merged', () => {
  const spread = stddev(itself);
  fc.assert(
    fc.property(numbers, fc.nat(60), (values, cut) => {
      const exact = exactMoments(values);
      close(resultOf(spread, values), exact.deviation);
      close(
        spread.result(spread.merge!(fold(spread, values.slice(0, cut)), fold(spread, values.slice(cut)))),
        exact.deviation,
      );
      // Digits below the 106 bits are lost when large numbers cancel.
      const largest = Math.max(...values.map(Math.abs));
      for (const [actual, expected] of [
        [resultOf(sum(itself), values), exact.sum],
        [resultOf(mean(itself), values), exact.mean],
      ] as const) {
        // Both are infinite when the result is too large for a double.
        if (actual !== expected)
          expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(
            Math.abs(expected) * 2e-16 + largest * 1e-29,
          );
      }
    }),
    {
      numRuns: 500,
      examples: [
        [[1e16, 1e16 + 2], 1],
        [[1e300, 2e300, 3e300], 1],
        [[1e-300, 2e-300], 1],
        [[1.7e308, 1.7e308, -1e308], 2],
        [[1e16, 1, -1e16], 1],
        [[0, 0, 1e-320, 1e300], 2],
      ],
    },
  );
});

test('a sum whose partial sums overflow is correct, and a sum that is too large for a double is infinite', () => {
  expect(resultOf(sum(itself), [1.5e308, 1.5e308, -1.5e308])).toBe(1.5e308);
  expect(resultOf(sum(itself), [1.5e308, 1.5e308, -1.5e308, -1.5e308, 0.1])).toBe(0.1);
  expect(resultOf(sum(itself), [1.5e308, 1.5e308])).toBe(Infinity);
  expect(resultOf(sum(itself), [-1.5e308, -1.5e308])).toBe(-Infinity);
  expect(resultOf(mean(itself), [1.5e308, 1.7e308])).toBe(1.6e308);
});

test('a million large values have the standard deviation of their distances', () => {
  // Distances of 0, 1 and 2 in turn.
  const spread = stddev(itself);
  let state = spread.create();
  for (let n = 0; n < 999_999; n += 1) state = spread.add(state, 1e15 + (n % 3), 0, record);
  close(spread.result(state), Math.sqrt((2 / 3) * (999_999 / 999_998)));
});

describe('returns', () => {
  test('of close prices keep their digits', () => {
    const [step, price] = [2 ** -40, 1 + 2 ** -40];
    const [simple, log] = [new Returns(), new LogReturns()];
    for (const one of [simple, log]) one.add(1);
    expect(simple.add(price)).toBe(step);
    // ln(1 + x) = x - x^2/2 + ...
    close(log.add(price), step - (step * step) / 2);
  });
  test('of very small and very large prices are right, or refused', () => {
    const [simple, log] = [new Returns(), new LogReturns()];
    for (const one of [simple, log]) one.add(1e-300);
    close(log.add(1e300), 600 * Math.LN10);
    close(log.add(1e-300), -600 * Math.LN10);
    expect(() => simple.add(1e300)).toThrow(expect.objectContaining({ code: 'PENSTOCK_VALUE_INVALID' }));
    expect(simple.add(2e-300)).toBe(1);
    expect(simple.add(1e-320)).toBeCloseTo(-1, 15);
    const volatility = new RollingVolatility({ window: 2 });
    for (const price of [1e-300, 1e300]) volatility.add(price);
    close(volatility.add(1e-300), 600 * Math.LN10 * Math.SQRT2);
  });
});
