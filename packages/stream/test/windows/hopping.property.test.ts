import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  count,
  first,
  hopping,
  last,
  max,
  mean,
  min,
  run,
  settle,
  stddev,
  sum,
  tapValue,
  toSink,
} from '../../src/index.ts';
import type { Aggregate, FlowOperator, HoppingOptions, WindowResult } from '../../src/index.ts';
import { feed, tick } from './feed.ts';
import type { Step, Tick } from './feed.ts';
import { runInPieces } from './run-in-pieces.ts';

const every = 10;
const price = ({ price: at }: Tick) => at;

/**
 * An aggregate that joins values. It has no `copy`, and its `merge` may return the other state, as a user's aggregate
 * may.
 */
const joined: Aggregate<Tick, string, { text: string } | null, number> = {
  select: price,
  create: () => null,
  add(state, value) {
    if (!state) return { text: `${value}` };
    state.text += ` ${value}`;
    return state;
  },
  result: (state) => state!.text,
  merge(state, other) {
    if (!state || !other) return other;
    if (state.text === '') return other;
    state.text += ` ${other.text}`;
    return state;
  },
};
const aggregate = {
  n: count(),
  total: sum(price),
  level: mean(price),
  low: min(price),
  high: max(price),
  opening: first(price),
  closing: last(price),
  spread: stddev(price),
  all: joined,
};
interface Values {
  n: number;
  total: number;
  level: number;
  low: number;
  high: number;
  opening: number;
  closing: number;
  spread: number | null;
  all: string;
}

/** The results of a window, computed from all its records at once. The records are in order of arrival. */
const valuesOf = (records: readonly Tick[]): Values => {
  const prices = records.map(price);
  const total = prices.reduce((so, one) => so + one, 0);
  const level = total / prices.length;
  // Sorting is stable, so the offset decides at equal times.
  const sorted = records.toSorted((one, other) => one.time - other.time);
  return {
    n: prices.length,
    total,
    level,
    low: Math.min(...prices),
    high: Math.max(...prices),
    opening: sorted[0]!.price,
    closing: sorted.at(-1)!.price,
    spread:
      prices.length < 2
        ? null
        : (expect.closeTo(
            Math.sqrt(prices.reduce((so, one) => so + (one - level) ** 2, 0) / (prices.length - 1)),
            9,
          ) as number),
    // By slice, and in order of arrival within a slice.
    all: records
      .toSorted((one, other) => Math.floor(one.time / every) - Math.floor(other.time / every))
      .map(price)
      .join(' '),
  };
};

/** Computes every window from those of its records that came before the watermark of their lane passed its end. */
const model = (steps: readonly Step[], hops: number, lateness: number) => {
  const windows = new Map<string, Tick[]>();
  const newest = [-Infinity, -Infinity];
  let late = 0;
  for (const [lane, what] of steps) {
    if (typeof what !== 'object') continue;
    const slice = Math.floor(what.time / every);
    let taken = false;
    for (let number = slice - hops + 1; number <= slice; number += 1) {
      if ((number + hops) * every <= newest[lane]! - lateness) continue;
      taken = true;
      const id = `h/t-${lane}/${what.key}/${number * every}`;
      windows.set(id, [...(windows.get(id) ?? []), what]);
    }
    if (!taken) late += 1;
    newest[lane] = Math.max(newest[lane]!, what.time);
  }
  return { late, results: new Map(Array.from(windows, ([id, records]) => [id, valuesOf(records)])) };
};

// Whole numbers have exact sums. Times are close together, move on, and leave gaps longer than a window.
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({
        // Mostly one key, so that its slices are close together.
        lane: fc.constantFrom(0, 0, 0, 1),
        time: fc.oneof(
          fc.integer({ min: -100, max: 200 }),
          fc.integer({ min: 900, max: 1_000 }),
          fc.constantFrom(0, 10, 99, 100, 5_000),
        ),
        n: fc.constantFrom(0, 0, 0, 1, 2),
        at: fc.integer({ min: -9, max: 9 }),
      })
      .map(({ lane, time, n, at }): Step => [lane, tick(time, `${lane}${n}`, at)]),
  },
  { weight: 1, arbitrary: fc.constant<Step>([0, 'wait']) },
);
/** Steps in any order, or nearly in order of time, as in most feeds. */
const steps = fc
  .tuple(
    fc.array(step, { minLength: 1, maxLength: 120 }),
    fc.boolean(),
    fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }),
  )
  .map(([all, inOrder, jitter]) =>
    inOrder
      ? all
          .map((one, n) => ({ one, at: (typeof one[1] === 'object' ? one[1].time : 50) + jitter[n % jitter.length]! }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one)
      : all,
  );
const shape = fc.record({ hops: fc.integer({ min: 2, max: 40 }), lateness: fc.oneof(fc.constant(0), fc.nat(300)) });

const hopped = (
  hops: number,
  lateness: number,
  options: Partial<HoppingOptions<Tick, Values>> = {},
): FlowOperator<Tick, WindowResult<Values>> =>
  hopping<Tick, Values>({ name: 'h', interval: hops * every, every, lateness, aggregate, ...options } as HoppingOptions<
    Tick,
    Values
  >);
const withoutStart = (results: ReadonlyMap<string, WindowResult<Values>>) =>
  new Map(Array.from(results, ([id, { value }]) => [id, value]));

describe('hopping windows made of slices', () => {
  test('have the results of all their records, in one run or in several', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        shape,
        fc.array(fc.nat(20), { maxLength: 4 }),
        async (all, { hops, lateness }, budgets) => {
          const { results } = model(all, hops, lateness);
          expect(withoutStart(await runInPieces(all, () => hopped(hops, lateness), budgets))).toEqual(results);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('are emitted once each, in order for each lane, and late records are counted', async () => {
    await fc.assert(
      fc.asyncProperty(steps, shape, async (all, { hops, lateness }) => {
        const expected = model(all, hops, lateness);
        const starts: number[][] = [[], []];
        const ids: string[] = [];
        const counts = await run(
          feed(all, { lanes: 2 }),
          hopped(hops, lateness),
          tapValue(({ start }, { id, lane }) => {
            ids.push(id);
            starts[lane.partition]!.push(start);
          }),
          settle(),
        );
        expect(counts.late).toBe(expected.late);
        expect(ids.toSorted()).toEqual([...expected.results.keys()].toSorted());
        for (const lane of starts) expect(lane).toEqual(lane.toSorted((one, other) => one - other));
      }),
      { numRuns: 100 },
    );
  });

  test('equal windows without slices, also when maxOpen leaves no room', async () => {
    const whole = Object.fromEntries(
      Object.entries({ ...aggregate, all: count() }).map(([name, { merge: _merge, ...rest }]) => [name, rest]),
    );
    const sliced = { ...aggregate, all: count() };
    const resultsOf = async (
      all: readonly Step[],
      options: Partial<HoppingOptions<Tick, Values>>,
      hops: number,
      lateness: number,
    ) => {
      const results = new Map<string, unknown>();
      const counts = await run(
        feed(all, { lanes: 2, onReject: 'skip' }),
        hopped(hops, lateness, options),
        toSink<WindowResult<Values>>(async (batch) => {
          for (const { id, value } of batch)
            results.set(id, {
              ...value,
              value: { ...value.value, spread: value.value.spread === null ? null : value.value.spread.toFixed(9) },
            });
        }),
      );
      return { results, late: counts.late, rejected: counts.rejected };
    };
    await fc.assert(
      fc.asyncProperty(
        steps,
        shape,
        fc.integer({ min: 1, max: 150 }),
        fc.constantFrom('reject' as const, 'closeOldest' as const),
        async (all, { hops, lateness }, maxOpen, onFull) => {
          const options = { maxOpen, onFull };
          const expected = await resultsOf(all, { ...options, aggregate: whole as never }, hops, lateness);
          expect(await resultsOf(all, { ...options, aggregate: sliced as never }, hops, lateness)).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('end with the result after early updates, for any records and any speed of the sink', async () => {
    await fc.assert(
      fc.asyncProperty(steps, shape, fc.nat(4), async (all, { hops, lateness }, pace) => {
        const newest = new Map<string, WindowResult<Values>>();
        await run(
          feed(all, { lanes: 2 }),
          hopped(hops, lateness, { updateEvery: 1 }),
          toSink<WindowResult<Values>>(
            async (batch) => {
              await new Promise((resolve) => setTimeout(resolve, pace));
              for (const { id, value } of batch) newest.set(id, value);
            },
            { maxBatch: 50, maxAge: 1 },
          ),
        );
        expect([...newest.values()].every(({ final }) => final)).toBe(true);
        expect(withoutStart(newest)).toEqual(model(all, hops, lateness).results);
      }),
      { numRuns: 40 },
    );
  });
});
