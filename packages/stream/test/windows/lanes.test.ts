import { Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count, first, last, run, settle, sum, tapValue, tumbling } from '../../src/index.ts';
import type { Barrier, Delivery, FlowOperator, PenstockError, TumblingOptions, WindowResult } from '../../src/index.ts';
import { LaneWindows, Scope } from '../../src/windows/lane-windows.ts';
import { openLane } from '../marbles.ts';
import { feed, memoryStore, tick } from './feed.ts';
import type { FeedOptions, Step, Tick } from './feed.ts';

/** Runs steps through windows of ten milliseconds. Returns the results as `id value`, in order. */
const windowsOf = async (
  steps: readonly Step[],
  feedOptions: FeedOptions,
  options: Partial<TumblingOptions<Tick, number>> = {},
) => {
  const results: string[] = [];
  const operator: FlowOperator<Tick, WindowResult<number>> = tumbling({
    interval: 10,
    name: 'w',
    aggregate: count(),
    ...options,
  });
  const counts = await run(
    feed(steps, feedOptions),
    operator,
    tapValue(({ value }, { id }) => void results.push(`${id} ${value}`)),
    settle(),
  );
  return { results, late: counts.late };
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ code }: PenstockError) => code,
  );

describe('a backlog that is read partition by partition', () => {
  // Kafka hands out the records of one partition, then those of the next.
  const partitions = 10;
  const length = 50;
  const backlog = (keyOf: (partition: number) => string): Step[] =>
    Array.from({ length: partitions }, (_, partition) =>
      Array.from({ length }, (_, n): Step => [partition, tick(n, keyOf(partition), 1)]),
    ).flat();

  test('has no late records when each key is in one partition', async () => {
    const { results, late } = await windowsOf(
      backlog((partition) => `k${partition}`),
      { lanes: partitions },
    );
    expect(late).toBe(0);
    expect(results.toSorted()).toEqual(
      Array.from({ length: partitions }, (_, partition) =>
        Array.from({ length: length / 10 }, (_, n) => `w/t-${partition}/k${partition}/${n * 10} 10`),
      )
        .flat()
        .toSorted(),
    );
  });

  test('has no late records across partitions either, and waits for the slowest partition', async () => {
    const { results, late } = await windowsOf(
      backlog(() => 'k'),
      { lanes: partitions },
      { acrossPartitions: true, aggregate: sum(({ price }) => price) },
    );
    expect(late).toBe(0);
    expect(results).toEqual(Array.from({ length: length / 10 }, (_, n) => `w/*/k/${n * 10} 100`));
  });

  test('closes windows across partitions as the last partition advances', async () => {
    const order: string[] = [];
    await run(
      feed(
        backlog(() => 'k'),
        { lanes: partitions },
      ),
      tapValue(({ time }, { lane }) => void order.push(`${lane.partition}@${time}`)),
      tumbling({ interval: 10, acrossPartitions: true, aggregate: count() }),
      tapValue(({ start }) => void order.push(`closed ${start}`)),
      settle(),
    );
    expect(order.indexOf('closed 0')).toBe(order.indexOf('9@10') + 1);
    expect(order.indexOf('closed 30')).toBe(order.indexOf('9@40') + 1);
  });
});

describe('an idle lane', () => {
  test('closes its windows by the watermark of the active lanes', async () => {
    const { results } = await windowsOf(
      [
        [0, tick(5, 'a')],
        [0, 'idle'],
        [1, tick(12, 'b')],
        [1, 'wait'],
        [1, tick(25, 'b')],
      ],
      { lanes: 2, stops: true, commitEvery: 1 },
    );
    expect(results).toEqual(['w/t-0/a/0 1', 'w/t-1/b/10 1']);
  });

  test('keeps its windows open while the other lanes are behind', async () => {
    const { results } = await windowsOf(
      [
        [0, tick(5, 'a')],
        [0, 'idle'],
        [1, tick(9, 'b')],
        [1, 'wait'],
      ],
      { lanes: 2, stops: true, commitEvery: 1 },
    );
    expect(results).toEqual([]);
  });

  test('does not delay other lanes across partitions', async () => {
    const steps: Step[] = [
      [0, tick(5)],
      [1, tick(6)],
      [1, tick(17)],
      [0, 'wait'],
      [0, 'idle'],
      [0, 'wait'],
      [1, tick(18)],
    ];
    const { results } = await windowsOf(steps, { lanes: 2, stops: true, commitEvery: 1 }, { acrossPartitions: true });
    expect(results).toEqual(['w/*/k/0 2']);
    const active = await windowsOf(
      steps.filter(([, what]) => what !== 'idle'),
      { lanes: 2, stops: true, commitEvery: 1 },
      { acrossPartitions: true },
    );
    expect(active.results).toEqual([]);
  });

  test('closes its windows by the clock after idleTimeout', async () => {
    const now = Date.now();
    const steps: Step[] = [[0, tick(now)], [0, 'idle'], ...Array.from({ length: 12 }, (): Step => [0, 'wait'])];
    const timed = await windowsOf(steps, { stops: true, commitEvery: 1 }, { idleTimeout: 3 });
    expect(timed.results).toHaveLength(1);
    const waiting = await windowsOf(steps, { stops: true, commitEvery: 1 });
    expect(waiting.results).toEqual([]);
  });
});

describe('a key in two partitions', () => {
  test.each(['k', null])('is an error for the key %s', async (key) => {
    expect(
      await codeOf(
        windowsOf(
          [
            [0, tick(1)],
            [1, tick(2)],
          ],
          { lanes: 2 },
          { key: () => key },
        ),
      ),
    ).toBe('PENSTOCK_KEY_SPANS_PARTITIONS');
  });

  test('is merged across partitions: by time, then partition', async () => {
    const values: unknown[] = [];
    await run(
      feed(
        [
          [1, tick(3, 'k', 13)],
          [0, tick(3, 'k', 3)],
          [0, tick(2, 'k', 2)],
          [1, tick(1, 'k', 11)],
        ],
        { lanes: 2 },
      ),
      tumbling({
        interval: 10,
        lateness: 9,
        acrossPartitions: true,
        aggregate: { first: first(({ price }: Tick) => price), last: last(({ price }: Tick) => price), n: count() },
      }),
      tapValue(({ value }) => void values.push(value)),
      settle(),
    );
    expect(values).toEqual([{ first: 11, last: 13, n: 4 }]);
  });

  test('is an error across partitions when one of them is revoked', async () => {
    const steps: Step[] = [
      [0, tick(1)],
      [1, tick(2)],
      [1, 'revoke'],
      [0, 'wait'],
      [0, tick(3)],
    ];
    expect(await codeOf(windowsOf(steps, { lanes: 2, commitEvery: 1 }, { acrossPartitions: true }))).toBe(
      'PENSTOCK_KEY_SPANS_PARTITIONS',
    );
  });

  test('needs aggregates with merge', () => {
    const custom = {
      select: () => 1,
      create: () => 0,
      add: (state: unknown) => (state as number) + 1,
      result: (state: unknown) => state as number,
    };
    expect(() => tumbling({ interval: 10, acrossPartitions: true, aggregate: custom })).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
    );
  });
});

test('lanes that close together are merged in the order of their partitions, in any order of arrival', () => {
  const scope = new Scope<number>();
  const windowing = {
    id: '',
    hops: 1,
    isSkipped: () => false,
    copy: (state: number) => state,
    window: (number: number) => ({ start: number, end: number + 1 }),
  };
  const [one, two, zero] = [1, 2, 0].map((partition) => new LaneWindows(openLane(partition).lane, scope, windowing));
  expect(scope.lanes).toEqual([zero, one, two]);
});

test('a revoked lane leaves its windows in its stored state', async () => {
  const stateStore = memoryStore();
  const from = [0, 0];
  const onCommit = (partition: number, offset: number) => void (from[partition] = offset);
  const steps: Step[] = [
    [0, tick(1, 'a')],
    [1, tick(2, 'b')],
    [0, 'wait'],
    [1, 'revoke'],
    [0, 'wait'],
    [0, tick(12, 'a')],
  ];
  const there = await windowsOf(steps, { lanes: 2, stateStore, commitEvery: 1, onCommit });
  expect(there.results).toEqual(['w/t-0/a/0 1', 'w/t-0/a/10 1']);
  // Another process continues with the lane, and reads it to the end.
  const moved = await windowsOf([...steps.slice(0, 2), [1, tick(3, 'b')]], {
    lanes: 2,
    from: [...from],
    stateStore,
    onCommit,
  });
  expect(moved.results).toEqual(['w/t-1/b/0 2']);
});

test('a record of a revoked lane makes no result', () => {
  const { lane, log } = openLane();
  const seen: string[] = [];
  const flow = new Subject<Delivery<Tick> | Barrier>();
  flow
    .pipe(tumbling({ interval: 10, aggregate: count() }))
    .subscribe((element) => void (element.kind === 'delivery' && seen.push(element.id)));
  const deliver = (time: number) => lane.deliver({ value: tick(time), offset: lane.ledger.next, key: 'k', time });
  const [inWindow, after] = [deliver(1), deliver(11)];
  flow.next(inWindow);
  lane.state = 'revoked';
  flow.next(after);
  expect(seen).toEqual([]);
  expect(log).toEqual(['settled to 1', 'abandoned']);
});

test('a record after an earlier end of the source is late for the windows that this end closed', async () => {
  const stateStore = memoryStore();
  const from = [0];
  const onCommit = (_partition: number, offset: number) => void (from[0] = offset);
  const steps: Step[] = [
    [0, tick(1)],
    [0, tick(2)],
  ];
  expect(await windowsOf(steps, { stateStore, onCommit })).toEqual({ results: ['w/t-0/k/0 2'], late: 0 });
  expect(await windowsOf([...steps, [0, tick(3)], [0, tick(11)]], { from: [...from], stateStore, onCommit })).toEqual({
    results: ['w/t-0/k/10 1'],
    late: 1,
  });
});
