import { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  batch,
  count,
  createFlow,
  dedupe,
  deliver,
  hopping,
  joinAsOf,
  ohlc,
  rateLimit,
  replay,
  run,
  settle,
  toSink,
  tumbling,
} from '../../src/index.ts';
import type { Duration, Flow, FlowOptions } from '../../src/index.ts';
import { handPort, startAt } from '../source/ports.ts';

const day = 86_400_000;
const bad = expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' });

/** Yields some values and then waits for ever. */
async function* thenNothing<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
  await new Promise(() => undefined);
}

/** Options for flows whose own timers fire rarely, so that many days pass quickly. */
const seldom = { commitEvery: '10d', stallTimeout: Infinity } as const;

describe('durations beyond the longest timer of Node', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const emitted = async <T>(flow: Flow<T>, ms: number): Promise<T[]> => {
    const values: T[] = [];
    const subscription = flow.subscribe((element) => element.kind === 'delivery' && values.push(element.value));
    await vi.advanceTimersByTimeAsync(ms);
    subscription.unsubscribe();
    return values;
  };

  test.each([['40d', 40 * day] as const, [Infinity, Infinity] as const])(
    'batch holds a value for a maxAge of %s',
    async (maxAge, ms) => {
      const batches = () => deliver(thenNothing(['a']), seldom).pipe(batch({ maxBatch: 2, maxAge }));
      expect(await emitted(batches(), Math.min(ms - 1, 100 * day))).toEqual([]);
      if (ms < Infinity) expect(await emitted(batches(), ms)).toEqual([['a']]);
    },
  );

  test.each([['40d', 40 * day] as const, [Infinity, Infinity] as const])(
    'toSink holds a delivery for a maxAge of %s',
    async (maxAge, ms) => {
      const write = vi.fn(async () => undefined);
      const subscription = toSink<string>(write, { maxAge })(deliver(thenNothing(['a']), seldom)).subscribe();
      await vi.advanceTimersByTimeAsync(Math.min(ms - 1, 100 * day));
      expect(write).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(write).toHaveBeenCalledTimes(ms < Infinity ? 1 : 0);
      subscription.unsubscribe();
    },
  );

  test('rateLimit passes the second value 40 days after the first', async () => {
    const slow = () => deliver(thenNothing([1, 2]), seldom).pipe(rateLimit({ limit: 1, per: '40d' }));
    expect(await emitted(slow(), 40 * day - 1)).toEqual([1]);
    expect(await emitted(slow(), 40 * day)).toEqual([1, 2]);
  });

  test('replay waits 40 days between two values', async () => {
    const slow = () =>
      deliver(thenNothing([0, 40 * day]), { ...seldom, time: (time) => time }).pipe(replay({ speed: 1 }));
    expect(await emitted(slow(), 40 * day - 1)).toEqual([0]);
    expect(await emitted(slow(), 40 * day)).toEqual([0, 40 * day]);
  });

  test.each([['40d', 40 * day] as const, [Infinity, Infinity] as const])(
    'joinAsOf waits for the other stream for a maxWait of %s',
    async (maxWait, ms) => {
      const paired = () =>
        deliver(thenNothing([5]), { ...seldom, time: (time) => time }).pipe(
          joinAsOf(deliver(thenNothing<number>([]), { ...seldom, time: (time) => time }), {
            maxWait,
            retain: Infinity,
            within: Infinity,
          }),
        );
      expect(await emitted(paired(), Math.min(ms - 1, 100 * day))).toEqual([]);
      if (ms < Infinity) expect(await emitted(paired(), ms)).toEqual([{ value: 5, other: undefined }]);
    },
  );

  test('windows emit no early update before an updateEvery of 40 days', async () => {
    const counted = () =>
      deliver(thenNothing([5]), { ...seldom, time: (time) => time }).pipe(
        tumbling({ interval: '1d', aggregate: { values: count() }, updateEvery: '40d' }),
      );
    expect(await emitted(counted(), 40 * day - 1)).toEqual([]);
    expect(await emitted(counted(), 40 * day)).toHaveLength(1);
  });

  const handed = async (options: FlowOptions) => {
    const { port, open, end, commits } = handPort<string>([startAt(0)]);
    const barriers: string[] = [];
    const errors: unknown[] = [];
    let held = () => {};
    createFlow(port, options).subscribe({
      next: (element) => {
        if (element.kind === 'delivery') held = () => element.ack();
        else {
          element.arrive();
          barriers.push(element.reason);
        }
      },
      error: (error: unknown) => errors.push(error),
    });
    const { lanes } = await open;
    lanes[0]!.next({ value: 'a', offset: 0 });
    return { barriers, commits, end, errors, ack: () => held() };
  };

  test.each([['40d', 40 * day, 1] as const, [Infinity, 100 * day, 0] as const])(
    'a flow sends no barrier before a commitEvery of %s',
    async (commitEvery, ms, intervals) => {
      const { barriers, end, ack, commits } = await handed({ ...seldom, commitEvery });
      ack();
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(barriers).toEqual(['started', 'opened']);
      await vi.advanceTimersByTimeAsync(1);
      expect(barriers.filter((reason) => reason === 'interval')).toHaveLength(intervals);
      end();
      await vi.advanceTimersByTimeAsync(1);
      expect(commits).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
    },
  );

  test.each([['40d', 40 * day] as const, [Infinity, Infinity] as const])(
    'a flow waits for the deliveries in flight for a drainTimeout of %s',
    async (drainTimeout, ms) => {
      const { end, ack, commits } = await handed({ commitEvery: Infinity, drainTimeout });
      end();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(commits).toEqual([]);
      ack();
      await vi.advanceTimersByTimeAsync(Math.min(ms, 1));
      expect(commits).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
    },
  );

  test.each([['40d', 40 * day, 1] as const, [Infinity, 100 * day, 0] as const])(
    'a flow without credit has not stalled before a stallTimeout of %s',
    async (stallTimeout, ms, stalls) => {
      const { errors } = await handed({ commitEvery: '10d', maxInFlight: 1, stallTimeout });
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(errors).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(errors).toHaveLength(stalls);
    },
  );

  test.each([['40d', 40 * day, 1] as const, [Infinity, 100 * day, 0] as const])(
    'onStats is not called before a statsEvery of %s',
    async (statsEvery, ms, calls) => {
      const onStats = vi.fn();
      await handed({ ...seldom, statsEvery, onStats });
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(onStats).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(onStats).toHaveBeenCalledTimes(calls);
    },
  );
});

describe('every option of the package that is a duration', () => {
  const other: readonly number[] = [];
  const otherTime = (time: number) => time;
  const price = { price: (value: number) => value };
  const options: ReadonlyArray<
    readonly [name: string, make: (duration: Duration) => unknown, least: number, infinite: boolean]
  > = [
    ['commitEvery', (commitEvery) => deliver([], { commitEvery }), 1, true],
    ['drainTimeout', (drainTimeout) => deliver([], { drainTimeout }), 0, true],
    ['stallTimeout', (stallTimeout) => deliver([], { stallTimeout }), 1, true],
    ['statsEvery', (statsEvery) => deliver([], { statsEvery }), 1, true],
    ['maxAge', (maxAge) => batch({ maxBatch: 1, maxAge }), 0, true],
    ['maxAge', (maxAge) => toSink(async () => undefined, { maxAge }), 0, true],
    ['within', (within) => dedupe({ within }), 0, true],
    ['within', (within) => joinAsOf(other, { otherTime, within }), 0, true],
    ['retain', (retain) => joinAsOf(other, { otherTime, retain }), 0, true],
    ['otherLateness', (otherLateness) => joinAsOf(other, { otherTime, otherLateness }), 0, false],
    ['maxWait', (maxWait) => joinAsOf(other, { otherTime, maxWait }), 0, true],
    ['maxWait', (maxWait) => replay({ speed: 1, maxWait }), 0, true],
    ['per', (per) => rateLimit({ limit: 1, per }), 1, false],
    ['lateness', (lateness) => ohlc<number>({ interval: '1d', ...price, lateness }), 0, false],
    ['idleTimeout', (idleTimeout) => ohlc<number>({ interval: '1d', ...price, idleTimeout }), 0, true],
    ['updateEvery', (updateEvery) => ohlc<number>({ interval: '1d', ...price, updateEvery }), 1, true],
    ['every', (every) => hopping({ interval: every, every, aggregate: { values: count() } }), 1, false],
  ];

  test.each(options)(
    '%s: from its minimum to 8.64e15 ms, and Infinity when it means "no limit"',
    (_, make, least, infinite) => {
      expect(make(least)).toBeDefined();
      expect(make('25d')).toBeDefined();
      for (const wrong of [NaN, -1, -Infinity, 1e16, '-1s', ' 5s', '5S'] as Duration[])
        expect(() => make(wrong)).toThrow(bad);
      if (least > 0) expect(() => make(0)).toThrow(bad);
      if (infinite) expect(make(Infinity)).toBeDefined();
      else expect(() => make(Infinity)).toThrow(bad);
    },
  );
});

test('a finite run with Infinity everywhere ends like any other', async () => {
  const flow = deliver([1, 2, 3], {
    commitEvery: Infinity,
    drainTimeout: Infinity,
    stallTimeout: Infinity,
    statsEvery: Infinity,
    time: (n) => n,
  });
  expect(flow).toBeInstanceOf(Observable);
  const counts = await run(flow, batch({ maxBatch: 2, maxAge: Infinity }), settle());
  expect(counts.received).toBe(3);
});
