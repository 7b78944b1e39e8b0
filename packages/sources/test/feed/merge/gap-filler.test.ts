import { describe, expect, test } from 'vitest';
import { toEntry } from '../../../src/feed/merge/feed-entry.ts';
import type { FeedOrder } from '../../../src/feed/merge/feed-order.ts';
import { GapFiller } from '../../../src/feed/merge/gap-filler.ts';
import type { GapFillerOptions } from '../../../src/feed/merge/gap-filler.ts';
import type { MergeReport } from '../../../src/feed/merge/feed-report.ts';

const fillerOf = (order: FeedOrder, changes: Partial<GapFillerOptions> = {}) => {
  const reports: MergeReport[] = [];
  const filler = new GapFiller<number>({
    lane: 'BTC/USD',
    order,
    cursor: { offset: 0, since: null, recent: [] },
    hold: 0,
    canBackfill: true,
    onReport: (report) => reports.push(report),
    ...changes,
  });
  /** Makes the trade of a number, one second after the one before. */
  const entry = (id: number, arrived = -Infinity) => toEntry(order, id, String(id), id * 1_000, arrived);
  const live = (now: number, ...ids: readonly number[]) =>
    filler.live(
      ids.map((id) => entry(id, now)),
      now,
    );
  const backfill = (ids: readonly number[], more = false) =>
    filler.backfill({ entries: ids.map((id) => entry(id)), reaches: false, more }, 0);
  const taken = () => Array.from({ length: filler.ready }, () => filler.take()!.value);
  const gaps = () =>
    reports.map((report) =>
      report.kind === 'gap' ? [report.after && 'id' in report.after ? report.after.id : null, report.before.id] : [],
    );
  return { filler, reports, live, backfill, taken, gaps };
};

describe.each(['rising', 'time'] as const)(
  "an entry that waits for earlier ones when the socket is lost, with the order '%s',",
  (order) => {
    test('has no gap before it, because nothing was missed there', () => {
      const { filler, live, taken, gaps } = fillerOf(order, { hold: 10, canBackfill: false });
      filler.connected();
      live(0, 1);
      filler.advance(10);
      live(11, 2, 3);
      filler.disconnected();
      filler.connected();
      live(20, 7);
      filler.advance(30);
      expect(taken()).toEqual([1, 2, 3, 7]);
      expect(gaps()).toEqual([['3', '7']]);
    });

    test('has no gap before it if backfill reaches back only to a later entry', () => {
      const { filler, live, backfill, taken, gaps } = fillerOf(order, { hold: 10 });
      filler.connected();
      live(0, 1);
      filler.advance(10);
      live(11, 2, 3);
      filler.disconnected();
      filler.connected();
      backfill([7, 8]);
      expect(taken()).toEqual([1, 2, 3, 7, 8]);
      expect(gaps()).toEqual([['3', '7']]);
    });
  },
);

test('the entry that waits when the first socket of a lane without since is lost is where backfill begins', () => {
  const { filler, live, backfill, taken, gaps } = fillerOf('time', { hold: 10 });
  filler.connected();
  live(0, 1);
  filler.disconnected();
  expect(taken()).toEqual([1]);
  filler.connected();
  live(5, 4);
  expect(filler.wantsBackfill).toBe(true);
  backfill([0, 1, 2, 3, 4]);
  filler.advance(15);
  expect(taken()).toEqual([2, 3, 4]);
  expect(gaps()).toEqual([]);
});

test('an entry that the socket lost before a later one is backfilled next, and is reported as late', () => {
  const { filler, reports, live, taken } = fillerOf('rising');
  filler.connected();
  live(0, 1, 2);
  live(0, 4);
  filler.disconnected();
  expect(filler.place).toMatchObject({ after: { id: '1', time: 1_000 } });
  const entries = [1, 2, 3, 4, 5].map((id) => toEntry('rising', id, String(id), id * 1_000));
  filler.backfill({ entries, reaches: false, more: false }, 0);
  expect(taken()).toEqual([1, 2, 4, 3, 5]);
  expect(reports).toEqual([{ kind: 'late', lane: 'BTC/USD', entry: { id: '3', time: 3_000 } }]);
});

test('entries after a missing consecutive id wait until a backfill brings it', () => {
  const { filler, reports, live, backfill, taken } = fillerOf('consecutive');
  filler.connected();
  live(0, 5);
  live(0, 7);
  expect(taken()).toEqual([5]);
  expect(filler.wantsBackfill).toBe(true);
  backfill([5, 6, 7]);
  expect(taken()).toEqual([6, 7]);
  expect(reports).toEqual([]);
});

test('an instant that spans two pages is in order', () => {
  const { filler, reports } = fillerOf('time', { cursor: { offset: 0, since: 0, recent: [] } });
  const page = (more: boolean, ...places: ReadonlyArray<readonly [time: number, id: string]>) =>
    filler.backfill({ entries: places.map(([time, id]) => toEntry('time', 0, id, time)), reaches: true, more }, 0);
  filler.connected();
  page(true, [5, 'b'], [6, 'z']);
  page(false, [6, 'a'], [6, 'z'], [7, 'c']);
  expect(Array.from({ length: filler.ready }, () => filler.take()!.id)).toEqual(['b', 'a', 'z', 'c']);
  expect(reports).toEqual([]);
});

test('entries of a socket that begins before since do not wait for a backfill', () => {
  const { filler, live, taken, gaps } = fillerOf('rising', { cursor: { offset: 0, since: 50_000, recent: [] } });
  filler.connected();
  live(0, 40, 41);
  expect(filler.wantsBackfill).toBe(false);
  live(0, 60);
  expect(taken()).toEqual([60]);
  expect(gaps()).toEqual([]);
});

test('backfill is repeated until it has the entries of a lost socket, also while no socket is open', () => {
  const { filler, live, backfill, taken, gaps } = fillerOf('rising', {
    cursor: { offset: 0, since: 1_000, recent: [] },
  });
  filler.connected();
  live(0, 5);
  live(0, 6);
  filler.disconnected();
  filler.backfill({ entries: [], reaches: true, more: false }, 0);
  expect(filler.wantsBackfill).toBe(true);
  filler.joinAnyway(0);
  expect(taken()).toEqual([5, 6]);
  expect(gaps()).toEqual([[null, '5']]);
  expect(filler.wantsBackfill).toBe(false);
  backfill([6, 7]);
  expect(taken()).toEqual([7]);
});

// Removing entries one by one from the front of an array would take minutes here.
test.each([2, 150_002])(
  '150,000 entries that waited for a backfill up to %i are released in linear time',
  (upTo) => {
    const { filler, live, backfill, taken } = fillerOf('rising', { cursor: { offset: 0, since: 0, recent: [] } });
    filler.connected();
    live(0, 2);
    for (let first = 3; first < 150_003; first += 1_000) live(0, ...Array.from({ length: 1_000 }, (_, n) => first + n));
    filler.backfill({ entries: [], reaches: true, more: false }, 0);
    expect(filler.ready).toBe(0);
    backfill([1, upTo]);
    expect(taken()).toHaveLength(150_002);
  },
  10_000,
);
