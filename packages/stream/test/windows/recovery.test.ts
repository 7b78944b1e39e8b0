import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatMapValue, count, hopping, mean, ohlc, run, settle, sum, tapValue, tumbling } from '../../src/index.ts';
import type { Barrier, Delivery, FlowOperator, RecordKey, StateStore, TradeCandle } from '../../src/index.ts';
import { feed, memoryStore, tick, turn } from './feed.ts';
import type { Step, Tick } from './feed.ts';
import { runInPieces } from './run-in-pieces.ts';

const price = ({ price: at }: Tick) => at;
const size = ({ size: volume }: Tick) => volume;
const candles = () => ohlc({ interval: 10, lateness: 5, gaps: 'carry', price, volume: size });

// Waits let barriers and commits happen between records.
const step = (keyOf: (lane: number, n: number) => RecordKey) =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .record({ lane: fc.nat(1), time: fc.nat(120), n: fc.nat(2), at: fc.integer({ min: 1, max: 9 }) })
        .map(({ lane, time, n, at }): Step => [lane, tick(time, keyOf(lane, n), at, at)]),
    },
    { weight: 1, arbitrary: fc.constant<Step>([0, 'wait']) },
  );
const apart = step((lane, n) => `${lane}${n}`);
// Some keys are not UTF-8, and others are text that looks like them.
const odd = step(
  (lane, n) =>
    [
      [new Uint8Array([0xc8]), '\uFFFD', '\0bÈ'],
      [new Uint8Array([0xc9, 0]), 'É', ''],
    ][lane]![n]!,
);
const shared = step((_lane, n) => `${n}`);

describe('a run that is interrupted and continued', () => {
  test.each<[string, fc.Arbitrary<Step>, () => FlowOperator<Tick, unknown>]>([
    ['candles with their gaps filled', apart, candles],
    [
      'candles across partitions',
      shared,
      () => ohlc({ interval: 10, lateness: 5, gaps: 'carry', acrossPartitions: true, price, volume: size }),
    ],
    [
      'candles after asynchronous work',
      apart,
      () => (flow) =>
        flow.pipe(
          concatMapValue(async (value) => value),
          candles(),
        ),
    ],
    [
      'hopping sums across partitions',
      shared,
      () =>
        hopping({
          interval: 50,
          every: 10,
          lateness: 5,
          acrossPartitions: true,
          aggregate: { total: sum(price), n: count() },
        }),
    ],
    ['counts of keys that are not text', odd, () => tumbling({ interval: 10, lateness: 5, aggregate: count() })],
    ['candles of keys that are not text', odd, candles],
    ['hopping means', apart, () => hopping({ interval: 20, every: 10, lateness: 5, aggregate: mean(price) })],
  ])('gives the results of an uninterrupted run, with the same ids and values: %s', async (_name, step, operator) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(8), { maxLength: 5 }),
        async (steps, budgets) => {
          const unbroken = await runInPieces(steps, operator, []);
          expect(await runInPieces(steps, operator, budgets)).toEqual(unbroken);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('emits a window that was emitted before again, with the same id and value', async () => {
    const stateStore = memoryStore();
    const steps: Step[] = [
      [0, tick(1, 'k', 5)],
      [0, tick(2, 'k', 7)],
      [0, 'wait'],
      [0, tick(11, 'k', 6)],
      [0, 'wait'],
    ];
    let from = 0;
    const first: Array<Delivery<TradeCandle>> = [];
    // The window is emitted, and the process dies before it is settled.
    const subscription = candlesOf(stateStore, steps, from, (offset) => (from = offset)).subscribe(
      (element: Delivery<TradeCandle> | Barrier) => {
        if (element.kind === 'delivery') first.push(element);
        else element.arrive();
      },
    );
    await turn(20);
    subscription.unsubscribe();
    expect(first.map(({ id }) => id)).toEqual(['ohlc-10/t-0/k/0']);
    // The barrier before the window closes is committed, the one after it is not.
    expect(from).toBe(2);
    const again: Array<readonly [string, TradeCandle]> = [];
    await run(
      candlesOf(stateStore, steps, from, () => undefined),
      tapValue((value, { id }) => void again.push([id, value])),
      settle(),
    );
    expect(again[0]).toEqual([first[0]!.id, first[0]!.value]);
    expect(again[0]![1]).toEqual({ time: 0, open: 5, high: 7, low: 5, close: 7, volume: 2, trades: 2 });
  });

  test.each([
    [
      'windows side by side',
      () => tumbling<Tick, number>({ interval: 10, lateness: 50, updateEvery: 1, aggregate: count() }),
    ],
    [
      'windows that overlap',
      () => hopping<Tick, number>({ interval: 10, every: 5, lateness: 50, updateEvery: 1, aggregate: count() }),
    ],
  ])('emits updates of all open windows after a restart, since updates may be lost: %s', async (_name, operator) => {
    const stateStore = memoryStore();
    const steps: Step[] = [
      [0, tick(1)],
      [0, tick(11)],
      [0, tick(21)],
      [0, 'wait'],
      [0, 'wait'],
    ];
    const updatesOf = async (given: readonly Step[], from: number) => {
      const starts = new Set<number>();
      await run(
        feed(given, { from: [from], stops: true, stateStore, onCommit: () => undefined }),
        operator(),
        tapValue(({ start, final }) => void (final || starts.add(start))),
        settle(),
      );
      return [...starts].toSorted((one, other) => one - other);
    };
    await updatesOf(steps.slice(0, 2), 0);
    expect(await updatesOf(steps, 2)).toEqual(expect.arrayContaining([0, 10, 20]));
  });

  const candlesOf = (
    stateStore: StateStore,
    steps: readonly Step[],
    offset: number,
    onCommit: (offset: number) => void,
  ) =>
    feed(steps, {
      from: [offset],
      stateStore,
      commitEvery: 1,
      stops: true,
      onCommit: (_partition, next) => onCommit(next),
    }).pipe(ohlc({ interval: 10, price, volume: size }));
});

describe('a commit', () => {
  test('waits for the results before it, and the last state waits for the results of the end', async () => {
    const commits: number[] = [];
    const held: Array<Delivery<unknown>> = [];
    const stateStore = memoryStore();
    const stored = async () =>
      (await stateStore.load({ topic: 't', partition: 0, offset: 3 }).catch(() => undefined))?.get('tumbling-10');
    feed(
      [
        [0, tick(1)],
        [0, tick(11)],
        [0, 'wait'],
        [0, tick(12)],
        [0, 'wait'],
      ],
      { commitEvery: 1, stateStore, onCommit: (_partition, offset) => void commits.push(offset) },
    )
      .pipe(tumbling({ interval: 10, aggregate: count() }))
      .subscribe((element) => {
        if (element.kind === 'delivery') held.push(element);
        else element.arrive();
      });
    await turn(30);
    // The second result comes from the end of the source.
    expect(held.map(({ id }) => id)).toEqual(['tumbling-10/t-0/k/0', 'tumbling-10/t-0/k/10']);
    expect(commits).toEqual([]);
    held[0]!.ack();
    await turn(10);
    // The records before the end are committed now. The stored state still has the window that the end closes.
    expect(commits.at(-1)).toBe(3);
    expect(await stored()).toEqual(
      new Map<string, unknown>([
        ['c', [12, 12, '10ms+0']],
        ['w1/k', 2],
      ]),
    );
    held[1]!.ack();
    await turn(10);
    expect(await stored()).toEqual(new Map([['c', [12, 20, '10ms+0']]]));
  });

  test('waits for results that were emitted before its barrier, though the barrier was sent before them', async () => {
    const commits: number[] = [];
    const held: Array<Delivery<unknown>> = [];
    let open!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const flow = feed(
      [
        [0, tick(1)],
        [0, tick(11)],
        [0, 'wait'],
        [0, 'wait'],
      ],
      {
        commitEvery: 1,
        stops: true,
        stateStore: memoryStore(),
        onCommit: (_partition, offset) => void commits.push(offset),
      },
    );
    // Records and barriers wait here, and all barriers were sent before the window closes.
    flow
      .pipe(
        concatMapValue((value) => opened.then(() => value)),
        tumbling({ interval: 10, aggregate: count() }),
      )
      .subscribe((element) => {
        if (element.kind === 'delivery') held.push(element);
        else element.arrive();
      });
    await turn(20);
    open();
    await turn(10);
    expect(held).toHaveLength(1);
    expect(commits).toEqual([]);
    held[0]!.ack();
    await turn(10);
    expect(commits.at(-1)).toBe(2);
  });

  test('passes records that are in windows which stay open', async () => {
    const commits: number[] = [];
    const stateStore = memoryStore();
    const counts = await run(
      feed(
        Array.from({ length: 100 }, (_, n): Step => [0, tick(n, 'k')]),
        { maxInFlight: 2, stops: true, stateStore, onCommit: (_partition, offset) => void commits.push(offset) },
      ),
      tumbling({ interval: '1mo', aggregate: count() }),
      settle(),
    );
    expect(counts).toMatchObject({ received: 100, written: 0, late: 0 });
    expect(commits.at(-1)).toBe(100);
    expect((await stateStore.load({ topic: 't', partition: 0, offset: 100 }))!.get('tumbling-1mo')).toEqual(
      new Map<string, unknown>([
        ['c', [99, 99, '1mo+0']],
        ['w0/k', 100],
      ]),
    );
  });
});

describe('stored windows', () => {
  const sums = (options: Partial<Parameters<typeof tumbling<Tick, number>>[0]>) =>
    tumbling<Tick, number>({ interval: '1h', name: 'counts', aggregate: count() as never, ...options });
  const afterRestart = async (before: FlowOperator<Tick, unknown>, after: FlowOperator<Tick, unknown>) => {
    const stateStore = memoryStore();
    const onCommit = () => undefined;
    await run(feed([[0, tick(1)]], { stops: true, stateStore, onCommit }), before, settle());
    return run(
      feed(
        [
          [0, tick(1)],
          [0, tick(2)],
        ],
        { from: [1], stateStore, onCommit },
      ),
      after,
      settle(),
    );
  };

  test.each<[string, FlowOperator<Tick, unknown>]>([
    ['interval', sums({ interval: '2h' })],
    ['time zone', sums({ timeZone: 'Asia/Kolkata' })],
    ['origin', sums({ origin: '00:30' })],
    ['number of hops', hopping({ interval: '2h', every: '1h', name: 'counts', aggregate: count() })],
  ])('are refused when the %s has changed', (_what, operator) =>
    expect(afterRestart(sums({}), operator)).rejects.toMatchObject({
      code: 'PENSTOCK_STATE_CORRUPT',
      message: expect.stringContaining('counts'),
    }),
  );

  test('continue when the same windows are described in another way', async () => {
    expect(await afterRestart(sums({}), sums({ interval: '60m', timeZone: 'Etc/UTC', origin: '00:00' }))).toMatchObject(
      { received: 1, rejected: 0 },
    );
  });
});
