import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';
import { GapFiller } from '../../../src/feed/merge/gap-filler.ts';
import { RecentEntries } from '../../../src/feed/merge/recent-entries.ts';
import { FeedWorld, gapsOf } from './feed-world.ts';

const small = fc.nat(5);
const step = fc.oneof(
  fc.record({ do: fc.constant('trade' as const), count: fc.nat(12), apart: fc.nat(2) }),
  fc.record({ do: fc.constant('receive' as const), count: fc.nat(8), skip: small, again: small }),
  fc.record({ do: fc.constant('connect' as const), snapshot: small }),
  fc.record({ do: fc.constantFrom('disconnect' as const, 'ask' as const, 'answer' as const, 'kill' as const) }),
  fc.record({ do: fc.constant('tick' as const), ms: fc.nat(15) }),
  fc.record({ do: fc.constantFrom('take' as const, 'commit' as const), count: fc.nat(15) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const play = (world: FeedWorld, steps: readonly Step[]): FeedWorld => {
  for (const one of steps) {
    if (one.do === 'trade') world.trade(one.count, one.apart);
    else if (one.do === 'receive') world.receive(one.count, one.skip, one.again);
    else if (one.do === 'connect') world.connect(one.snapshot);
    else if (one.do === 'tick') world.tick(one.ms);
    else if (one.do === 'take' || one.do === 'commit') world[one.do](one.count);
    else world[one.do]();
  }
  world.finish();
  return world;
};

const schedule = (order: FeedOrder, reach: fc.Arbitrary<number>) =>
  fc
    .record({
      steps: fc.array(step, { maxLength: 60 }),
      pageSize: fc.integer({ min: 12, max: 100 }),
      reach,
      lag: fc.nat(4),
      strides: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
    })
    .map(({ steps, ...rest }) => ({ steps, options: { order, ...rest } }));

const orders = ['consecutive', 'rising', 'time'] as const;
const whole = fc.constant(Infinity);

const holdsWithoutEnd = (order: FeedOrder) =>
  fc.property(schedule(order, whole), ({ steps, options }) => {
    const world = play(new FeedWorld(options), steps);
    expect(world.gaps).toEqual([]);
    expect(world.missing.map(({ id }) => id)).toEqual([]);
    for (const { handed, reports } of world.lives) {
      const ids = handed.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)]);
      const late = new Set(reports.map((report) => (report.kind === 'late' ? report.entry.id : '')));
      const inTime = ids.filter((id) => !late.has(id));
      expect(inTime).toEqual(world.ids.filter((id) => inTime.includes(id)));
    }
    // With consecutive ids, missing trades are known, so none may come late.
    const reports = world.lives.flatMap((life) => life.reports);
    if (order === 'consecutive') expect(reports.filter(({ kind }) => kind === 'late')).toEqual([]);
    // No trade came late in any process, so a replay must give each trade the same offset.
    if (world.lives.every(({ reports }) => reports.every(({ kind }) => kind !== 'late'))) {
      for (const { id, offset } of world.lives.flatMap(({ handed }) => handed))
        expect(offset).toBe(world.ids.indexOf(id));
    }
  });

const holdsWithGaps = (order: FeedOrder) =>
  fc.property(schedule(order, fc.integer({ min: 1, max: 20 })), ({ steps, options }) => {
    // If a broken connection loses a message before a later one, only consecutive ids show that.
    const inOrder = steps.map((one) => (one.do === 'receive' ? { ...one, skip: 0 } : one));
    const world = play(new FeedWorld(options), order === 'consecutive' ? steps : inOrder);
    const uncovered = world.missing.filter(({ id }) => !world.gaps.some((gap) => world.covers(gap, id)));
    expect(uncovered.map(({ id }) => id)).toEqual([]);
    for (const life of world.lives) {
      const late = new Set(life.reports.map((report) => (report.kind === 'late' ? report.entry.id : '')));
      for (const gap of gapsOf(life)) {
        const inside = life.handed.filter(({ id }) => !late.has(id) && world.isIn(gap, id));
        expect(inside).toEqual([]);
        // Consecutive ids show that something is between two of them.
        if (order === 'consecutive' && gap.after && 'id' in gap.after)
          expect(world.ids.some((id) => world.isIn(gap, id))).toBe(true);
      }
    }
  });

// A fixed seed, so that a mutant that is detected once is detected every time.
const mutantRuns = { seed: 7, numRuns: 2_000, endOnFailure: true };
const runs = { numRuns: Number(process.env['PENSTOCK_RUNS'] ?? 150) };

afterEach(() => void vi.restoreAllMocks());

describe.each(orders)(
  "with the order '%s', under any schedule of disconnects, kills, repeats and reordering,",
  (order) => {
    test('each trade of the exchange comes once, in its order, with its offset', () => {
      fc.assert(holdsWithoutEnd(order), runs);
    });

    test('the reported gaps contain all missing trades and none that came, if backfill is limited', () => {
      fc.assert(holdsWithGaps(order), runs);
    });

    test('the test detects a merge without backfill', () => {
      vi.spyOn(GapFiller.prototype, 'backfill').mockReturnValue(0);
      expect(fc.check(holdsWithoutEnd(order), mutantRuns).failed).toBe(true);
    });

    test('the test detects a merge that does not compare ids', () => {
      vi.spyOn(RecentEntries.prototype, 'look').mockReturnValue('new');
      expect(fc.check(holdsWithoutEnd(order), mutantRuns).failed).toBe(true);
    });
  },
);
