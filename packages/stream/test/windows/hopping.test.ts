import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count, createFlow, first, hopping, last, max, run, settle, sum, tapValue, tumbling } from '../../src/index.ts';
import type {
  Aggregate,
  Barrier,
  Delivery,
  FlowOperator,
  HoppingOptions,
  PenstockError,
  WindowResult,
} from '../../src/index.ts';
import { handPort, startAt } from '../source/ports.ts';
import { feed, memoryStore, tick, turn } from './feed.ts';
import type { FeedOptions, Step, Tick } from './feed.ts';

const price = ({ price: at }: Tick) => at;
const second = 1_000;
const day = 86_400 * second;

const windowsOf = async <R>(
  steps: readonly Step[],
  operator: FlowOperator<Tick, WindowResult<R>>,
  options: FeedOptions = {},
) => {
  const results: Array<readonly [id: string, value: R]> = [];
  const counts = await run(
    feed(steps, options),
    operator,
    tapValue(({ value }: WindowResult<R>, { id }) => void results.push([id, value])),
    settle(),
  );
  return { results, late: counts.late };
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ code }: PenstockError) => code,
  );

describe('an aggregate without merge', () => {
  const custom: Aggregate<Tick, number, number> = {
    select: () => 1,
    create: () => 0,
    add: (state) => state + 1,
    result: (state) => state,
  };

  test('works with up to 100 overlapping windows', async () => {
    const { results } = await windowsOf([[0, tick(995)]], hopping({ interval: 1_000, every: 10, aggregate: custom }));
    expect(results).toHaveLength(100);
  });

  test.each([
    ['alone', custom],
    ['among others', { n: count(), custom }],
  ])('is refused with more overlapping windows, %s', (_name, aggregate) => {
    expect(() => hopping({ interval: 1_010, every: 10, aggregate } as HoppingOptions<Tick, number>)).toThrow(
      expect.objectContaining({
        code: 'PENSTOCK_BAD_OPTION',
        message: expect.stringContaining('merge, since more than 100 windows overlap; got one without merge, and 101'),
      }),
    );
  });

  test('works with tumbling windows of any length', () => {
    expect(() => tumbling({ interval: '1d', aggregate: custom })).not.toThrow();
  });
});

describe('windows of a day every minute', () => {
  const perDay = (options: Partial<HoppingOptions<Tick, { total: number; high: number }>> = {}) =>
    hopping<Tick, { total: number; high: number }>({
      interval: '1d',
      every: '1m',
      aggregate: { total: sum(price), high: max(price) },
      ...options,
    });

  test('add each record once, and merge a window in about ten steps', async () => {
    const work = { added: 0, merged: 0 };
    const counted: Aggregate<Tick, number, number, number> = {
      select: price,
      create: () => 0,
      add: (state, value) => ((work.added += 1), state + value),
      merge: (state, other) => ((work.merged += 1), state + other),
      result: (state) => state,
    };
    const minutes = 4_000;
    // One record a minute for nearly three days; every tenth is followed by a record that is an hour late.
    const steps = Array.from({ length: minutes }, (_, n): Step[] =>
      n % 10 === 0 && n > 60
        ? [
            [0, tick(n * 60_000)],
            [0, tick((n - 60) * 60_000)],
          ]
        : [[0, tick(n * 60_000)]],
    ).flat();
    const { results, late } = await windowsOf(steps, hopping({ interval: '1d', every: '1m', aggregate: counted }));
    expect(late).toBe(0);
    expect(results).toHaveLength(minutes + 1_439);
    expect(work.added).toBe(steps.length);
    expect(work.merged / results.length).toBeLessThan(2.5 * Math.log2(1_440));
    // The records of the first day, and the late records before its end: those of minutes 70, 80, … 1430.
    expect(results.find(([id]) => id.endsWith('/0'))![1]).toBe(1_440 + 137);
  });

  test('count a record that comes hours late in the windows that are still open', async () => {
    const { results, late } = await windowsOf(
      [
        [0, tick(0, 'k', 1)],
        [0, tick(day / 2, 'k', 2)],
        [0, tick(60_000, 'k', 9)],
        [0, tick(60_000, 'k', 3)],
      ],
      perDay(),
    );
    expect(late).toBe(0);
    const byStart = new Map(results.map(([id, value]) => [Number(id.split('/').at(-1)), value]));
    // The window that closed when the watermark reached noon had only the first record.
    expect(byStart.get(-day / 2)).toEqual({ total: 1, high: 1 });
    expect(byStart.get(-day / 2 + 60_000)).toEqual({ total: 15, high: 9 });
    expect(byStart.get(60_000)).toEqual({ total: 14, high: 9 });
    expect(byStart.get(120_000)).toEqual({ total: 2, high: 2 });
  });

  test('store one state for each slice with records, and continue from it', async () => {
    const stateStore = memoryStore();
    const from = [0];
    const options = { stateStore, onCommit: (_partition: number, offset: number) => void (from[0] = offset) };
    const steps: Step[] = [
      [0, tick(30_000, 'k', 1)],
      [0, tick(300_000, 'k', 2)],
      [0, tick(310_000, 'k', 3)],
    ];
    await windowsOf(steps, perDay(), { ...options, stops: true });
    const stored = (await stateStore.load({ topic: 't', partition: 0, offset: 3 }))!.get('hopping-1d-1m') as Map<
      string,
      unknown
    >;
    expect([...stored.keys()].toSorted()).toEqual(['c', 's0/k', 's5/k']);
    const { results } = await windowsOf([...steps, [0, tick(day, 'k', 4)]], perDay(), { ...options, from: [...from] });
    // Windows that closed before the stop are not emitted again.
    expect(results[0]![0]).toBe(`hopping-1d-1m/t-0/k/${-day + 360_000}`);
    expect(new Map(results).get('hopping-1d-1m/t-0/k/0')).toEqual({ total: 6, high: 3 });
    expect(new Map(results).get(`hopping-1d-1m/t-0/k/${day}`)).toEqual({ total: 4, high: 4 });
  });

  test('give timers and the network a turn when a gap closes many windows, and the end waits for all', async () => {
    const keys = Array.from({ length: 10 }, (_, n) => `k${n}`);
    const ids: string[] = [];
    let turns = 0;
    let running = true;
    const next = (): void => {
      if (ids.length > 0) turns += 1;
      if (running) setImmediate(next);
    };
    setImmediate(next);
    let seen: number | undefined;
    await run(
      feed([...keys.map((key): Step => [0, tick(0, key)]), [0, tick(10 * day, 'k0')]]),
      perDay(),
      tapValue((_value: unknown, { id }) => {
        ids.push(id);
        if (ids.length === 12_000) seen = turns;
      }),
      settle(),
    );
    running = false;
    expect(seen).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(11 * 1_440);
  });
});

test('a record without room waits for closed windows that are not emitted yet, and is not rejected', async () => {
  const counts = await run(
    // The gap closes 1,440 windows, more than one turn emits. Until then there is no room for the next key.
    feed(
      [
        [0, tick(0, 'a')],
        [0, tick(10 * day, 'a')],
        [0, tick(10 * day, 'b')],
      ],
      { onReject: 'skip' },
    ),
    hopping<Tick, number>({ interval: '1d', every: '1m', maxOpen: 2_880, aggregate: count() }),
    settle(),
  );
  expect(counts).toMatchObject({ rejected: 0, written: 3 * 1_440 });
});

test('early updates of many windows take several turns, and each window gets one', async () => {
  const { port, open, end } = handPort<Tick>([startAt(0)]);
  const early: string[] = [];
  let turns = 0;
  let running = true;
  const next = (): void => {
    if (early.length > 0) turns += 1;
    if (running) setImmediate(next);
  };
  setImmediate(next);
  let seen: number | undefined;
  const ended = run(
    createFlow(port, { state: 'volatile' }),
    hopping<Tick, number>({ interval: '1d', every: '1m', updateEvery: 1, aggregate: count() }),
    tapValue(({ final }: WindowResult<number>, { id }) => {
      if (!final) early.push(id);
      if (early.length === 12_000) seen ??= turns;
    }),
    settle(),
  );
  const { lanes } = await open;
  for (let n = 0; n < 10; n += 1) lanes[0]!.next({ value: tick(0), offset: n, key: `k${n}`, time: 0 });
  while (early.length < 10 * 1_440) await turn();
  end();
  await ended;
  running = false;
  expect(seen).toBeGreaterThan(0);
  expect(new Set(early).size).toBe(early.length);
  expect(early).toHaveLength(10 * 1_440);
});

describe('overlapping calendar windows', () => {
  const spansOf = async (
    options: Pick<HoppingOptions<Tick, number>, 'interval' | 'every' | 'timeZone'>,
    times: readonly string[],
  ) => {
    const spans: string[] = [];
    await run(
      feed(times.map((time): Step => [0, tick(Date.parse(time))])),
      hopping<Tick, number>({ ...options, aggregate: count() }),
      tapValue(
        ({ start, end, value }) =>
          void spans.push(`${new Date(start).toISOString()} ${(end - start) / 3_600_000} h ${value}`),
      ),
      settle(),
    );
    return spans;
  };

  test('of three days begin each day, and have 71 hours when clocks are set forward', async () => {
    expect(
      await spansOf({ interval: '3d', every: '1d', timeZone: 'Europe/Berlin' }, [
        '2024-03-30T12:00Z',
        '2024-03-31T12:00Z',
        '2024-04-01T12:00Z',
      ]),
    ).toEqual([
      '2024-03-27T23:00:00.000Z 72 h 1',
      '2024-03-28T23:00:00.000Z 71 h 2',
      '2024-03-29T23:00:00.000Z 71 h 3',
      '2024-03-30T23:00:00.000Z 71 h 2',
      '2024-03-31T22:00:00.000Z 72 h 1',
    ]);
  });

  test('do not begin on a day that the time zone skipped, and do not count it', async () => {
    // Samoa went from Thursday, 2011-12-29 (UTC-10) to Saturday, 2011-12-31 (UTC+14).
    const times = ['2011-12-29T20:00Z', '2011-12-30T20:00Z'];
    const options = { interval: '3d', every: '1d', timeZone: 'Pacific/Apia' } as const;
    const expected = [
      '2011-12-27T10:00:00.000Z 72 h 1',
      '2011-12-28T10:00:00.000Z 48 h 1',
      '2011-12-29T10:00:00.000Z 48 h 2',
      '2011-12-30T10:00:00.000Z 72 h 1',
    ];
    expect(await spansOf(options, times)).toEqual(expected);
    const { rejected } = await run(
      feed(
        [
          [0, tick(Date.parse(times[0]!))],
          [0, tick(Date.parse(times[1]!))],
        ],
        { onReject: 'skip' },
      ),
      hopping<Tick, number>({ ...options, aggregate: count(), lateness: '9d', maxOpen: 4 }),
      settle(),
    );
    expect(rejected).toBe(0);
  });

  test('of a year begin each month', async () => {
    const spans = await spansOf({ interval: '12mo', every: '1mo', timeZone: 'America/New_York' }, [
      '2023-11-15T00:00Z',
      '2024-02-29T00:00Z',
    ]);
    expect(spans).toHaveLength(15);
    expect(spans[0]).toBe('2022-12-01T05:00:00.000Z 8760 h 1');
    expect(spans[3]).toBe('2023-03-01T05:00:00.000Z 8784 h 2');
    expect(spans.at(-1)).toBe('2024-02-01T05:00:00.000Z 8784 h 1');
  });

  test('of a day begin each hour in UTC, where a day has 24 hours, and are refused in other zones', async () => {
    expect(await spansOf({ interval: '1d', every: '1h' }, ['2024-03-31T00:30Z'])).toHaveLength(24);
    expect(() => hopping({ interval: '1d', every: '1h', timeZone: 'Europe/Berlin', aggregate: count() })).toThrow(
      /In a time zone other than UTC, a day is not a multiple of hours/,
    );
  });
});

describe('a record that comes while windows wait for their early updates', () => {
  /** Holds early updates unsettled until they are released, and acknowledges everything else. */
  const hold = async () => {
    const early: Array<Delivery<WindowResult<number>>> = [];
    const results: Array<readonly [start: number, value: number]> = [];
    const scheduler = new VirtualTimeScheduler();
    scheduler.maxFrames = 0;
    const { port, open, end, commits } = handPort<Tick>([startAt(0)]);
    const subscription = createFlow(port, { commitEvery: 1, stateStore: memoryStore(), scheduler })
      .pipe(hopping<Tick, number>({ interval: 20, every: 10, updateEvery: 1, scheduler, aggregate: count() }))
      .subscribe((element: Delivery<WindowResult<number>> | Barrier) => {
        if (element.kind === 'barrier') element.arrive();
        else if (element.value.final) {
          results.push([element.value.start, element.value.value]);
          element.ack();
        } else early.push(element);
      });
    const { lanes } = await open;
    let offset = 0;
    const give = (...times: number[]): void => {
      for (const time of times) lanes[0]!.next({ value: tick(time), offset: offset++, key: 'k', time });
    };
    /** Lets some milliseconds pass on the scheduler, and the commits of each. */
    const pass = async () => {
      for (let ms = 0; ms < 5; ms += 1) {
        scheduler.maxFrames += 1;
        scheduler.flush();
        await turn();
      }
    };
    return { early, results, commits, give, pass, end, subscription };
  };

  test('is not counted in windows that the watermark has closed', async () => {
    const { early, results, commits, give, pass, end, subscription } = await hold();
    give(5);
    await pass();
    // The record of 12 is late for the waiting window from 0 to 20, but not for the window from 10.
    give(25, 12, 26);
    await pass();
    end();
    await pass();
    expect(early.map(({ value: { start, value } }) => [start, value])).toEqual([
      [-10, 1],
      [0, 1],
      [10, 1],
      [20, 1],
    ]);
    expect(results).toEqual([]);
    // The barrier of the record waits too.
    expect(commits.at(-1)).toEqual(startAt(1));
    while (early.length > 0) {
      for (const update of early.splice(0)) update.ack();
      await pass();
    }
    expect(results).toEqual([
      [-10, 1],
      [0, 1],
      [10, 3],
      [20, 2],
    ]);
    expect(commits.at(-1)).toEqual(startAt(4));
    subscription.unsubscribe();
  });
});

describe('the stored state of windows of another kind', () => {
  const plain: Aggregate<Tick, number, number> = {
    select: () => 1,
    create: () => 0,
    add: (state) => state + 1,
    result: (state) => state,
  };
  const slices = (options: Partial<HoppingOptions<Tick, number>> = {}) =>
    hopping<Tick, number>({ name: 'w', interval: 40, every: 10, aggregate: count(), ...options });
  const kinds: ReadonlyArray<
    readonly [string, () => FlowOperator<Tick, WindowResult<number>>, () => FlowOperator<Tick, WindowResult<number>>]
  > = [
    ['tumbling windows, for slices', () => tumbling({ name: 'w', interval: 10, aggregate: count() }), slices],
    ['slices, for tumbling windows', slices, () => tumbling({ name: 'w', interval: 10, aggregate: count() })],
    ['windows without merge, for slices', () => slices({ aggregate: plain }), slices],
    ['slices, for windows without merge', slices, () => slices({ aggregate: plain })],
    ['slices of a shorter window', slices, () => slices({ interval: 50 })],
    ['slices of another length', slices, () => slices({ interval: 20, every: 5 })],
    [
      'slices of days of another time zone',
      () => slices({ interval: '4d', every: '1d', timeZone: 'Europe/Berlin' }),
      () => slices({ interval: '4d', every: '1d', timeZone: 'America/New_York' }),
    ],
  ];

  test.each(kinds)('is an error: %s', async (_name, before, after) => {
    const stateStore = memoryStore();
    const onCommit = () => undefined;
    await windowsOf(
      [
        [0, tick(3)],
        [0, tick(17)],
      ],
      before(),
      { stops: true, stateStore, onCommit },
    );
    expect(
      await codeOf(
        windowsOf(
          [
            [0, tick(3)],
            [0, tick(17)],
            [0, tick(18)],
          ],
          after(),
          { from: [2], stateStore, onCommit },
        ),
      ),
    ).toBe('PENSTOCK_STATE_CORRUPT');
  });

  test.each<[string, unknown]>([
    ['not a Map', { c: [1, 1] }],
    ['a Map without times', new Map([['s1/k', 1]])],
    ['a Map with incomplete times', new Map([['c', [1, 1]]])],
    ['times without the first window', new Map([['c', [1, 1, '10ms+0 x 4 in slices']]])],
    ['text as a time', new Map([['c', ['1', 1, '10ms+0 x 4 in slices', -3]]])],
    [
      'an unknown entry',
      new Map<string, unknown>([
        ['c', [17, 17, '10ms+0 x 4 in slices', -2]],
        ['z1', 1],
      ]),
    ],
  ])('is an error: %s', async (_name, snapshot) => {
    const stateStore = { ...memoryStore(), load: async () => new Map([['w', snapshot]]) };
    expect(
      await codeOf(
        windowsOf(
          [
            [0, tick(3)],
            [0, tick(17)],
          ],
          slices(),
          { from: [1], stateStore, onCommit: () => undefined },
        ),
      ),
    ).toBe('PENSTOCK_STATE_CORRUPT');
  });
});

test('a revoked lane leaves its slices in its stored state, and another process continues with them', async () => {
  const stateStore = memoryStore();
  const from = [0, 0];
  const onCommit = (partition: number, offset: number) => void (from[partition] = offset);
  const operator = () => hopping<Tick, number>({ name: 'w', interval: 20, every: 10, aggregate: count() });
  const steps: Step[] = [
    [0, tick(1, 'a')],
    [1, tick(2, 'b')],
    [0, 'wait'],
    [1, 'revoke'],
    [0, 'wait'],
    [0, tick(12, 'a')],
  ];
  const there = await windowsOf(steps, operator(), { lanes: 2, stateStore, commitEvery: 1, onCommit });
  expect(there.results).toEqual([
    ['w/t-0/a/-10', 1],
    ['w/t-0/a/0', 2],
    ['w/t-0/a/10', 1],
  ]);
  const moved = await windowsOf([...steps.slice(0, 2), [1, tick(3, 'b')]], operator(), {
    lanes: 2,
    from: [...from],
    stateStore,
    onCommit,
  });
  expect(moved.results).toEqual([
    ['w/t-1/b/-10', 2],
    ['w/t-1/b/0', 2],
  ]);
});

describe('slices across partitions', () => {
  test('are merged by time, then partition', async () => {
    const steps: Step[] = [
      [1, tick(3, 'k', 13)],
      [0, tick(3, 'k', 3)],
      [0, tick(12, 'k', 2)],
      [1, tick(1, 'k', 11)],
      [1, tick(25, 'k', 5)],
      [0, tick(25, 'k', 4)],
    ];
    const { results } = await windowsOf(
      steps,
      hopping({
        name: 'w',
        interval: 20,
        every: 10,
        lateness: 9,
        acrossPartitions: true,
        aggregate: { first: first(price), last: last(price), n: count() },
      }),
      { lanes: 2 },
    );
    expect(results).toEqual([
      ['w/*/k/-10', { first: 11, last: 13, n: 3 }],
      ['w/*/k/0', { first: 11, last: 2, n: 4 }],
      ['w/*/k/10', { first: 2, last: 5, n: 3 }],
      ['w/*/k/20', { first: 4, last: 5, n: 2 }],
    ]);
  });
});

test('slices of a key in two partitions are an error', async () => {
  expect(
    await codeOf(
      windowsOf(
        [
          [0, tick(1)],
          [1, tick(2)],
        ],
        hopping({ interval: 20, every: 10, aggregate: count() }),
        { lanes: 2 },
      ),
    ),
  ).toBe('PENSTOCK_KEY_SPANS_PARTITIONS');
});

test('windows of an hour every second have the maximum of their records', async () => {
  const results: WindowResult<number>[] = [];
  const { late } = await run(
    feed(Array.from({ length: 5_000 }, (_, n): Step => [0, tick(n * second, 'k', n)])),
    hopping<Tick, number>({ interval: '1h', every: '1s', aggregate: max(price) }),
    tapValue((result) => void results.push(result)),
    settle(),
  );
  expect(late).toBe(0);
  expect(results).toHaveLength(5_000 + 3_599);
  for (const { end, value } of results) expect(value).toBe(Math.min(4_999, end / second - 1));
});
