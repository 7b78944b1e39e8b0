import { map } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { count, hopping, ohlc, run, settle, tapValue, toSink, tumbling } from '../../src/index.ts';
import type { Barrier, Sink, WindowResult } from '../../src/index.ts';
import { feed, memoryStore, tick, turn } from './feed.ts';
import type { Step, Tick } from './feed.ts';

const idsOf = (ids: string[]) => tapValue((_value: unknown, { id }) => void ids.push(id));

describe('the result of a key or time function of a window', () => {
  const steps: Step[] = [
    [0, tick(1, 'a')],
    [0, tick(2, 'b')],
    [0, tick(3, 'a')],
  ];
  const returning =
    (at: number, value: unknown, otherwise: unknown) =>
    (_tick: Tick, { time }: { readonly time: number | undefined }) =>
      (time === at ? value : otherwise) as never;

  test.each([undefined, 5, new Date(0), Promise.resolve('b')])('is rejected as a key: %s', async (key) => {
    const counts = await run(
      feed(steps, { onReject: 'skip' }),
      tumbling({ interval: 10, aggregate: count(), key: returning(2, key, 'a') }),
      settle(),
    );
    expect(counts).toMatchObject({ received: 3, rejected: 1 });
  });

  test.each([undefined, null, new Date(0), '2', [2], NaN, 8.64e15 + 2])('is rejected as a time: %s', async (time) => {
    const counts = await run(
      feed(steps, { onReject: 'skip' }),
      tumbling({ interval: 10, aggregate: count(), time: returning(2, time, 2) }),
      settle(),
    );
    expect(counts).toMatchObject({ received: 3, rejected: 1 });
  });
});

describe('maxOpen', () => {
  const steps: Step[] = [
    [0, tick(1, 'a')],
    [0, tick(2, 'b')],
    [0, tick(3, 'c')],
    [0, tick(4, 'a')],
  ];

  test('rejects the record that has no room, and adds the others', async () => {
    const results: Array<WindowResult<number>> = [];
    const counts = await run(
      feed(steps, { onReject: 'skip' }),
      tumbling({ interval: 10, maxOpen: 2, aggregate: count() }),
      tapValue((result) => void results.push(result)),
      settle(),
    );
    expect(results.map(({ key, value }) => [key, value])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(counts).toMatchObject({ received: 4, rejected: 1, late: 0 });
  });

  test('names maxOpen when the flow stops', async () => {
    await expect(
      run(feed(steps), tumbling({ interval: 10, maxOpen: 2, aggregate: count() }), settle()),
    ).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      cause: { code: 'PENSTOCK_WINDOWS_FULL' },
    });
  });

  test('counts every window of a record, and adds the record to all or none', async () => {
    const ids: string[] = [];
    const counts = await run(
      feed(
        [
          [0, tick(15, 'a')],
          [0, tick(15, 'b')],
          [0, tick(16, 'a')],
        ],
        { onReject: 'skip' },
      ),
      hopping({ interval: 20, every: 10, maxOpen: 3, aggregate: count() }),
      tapValue(({ key, start, value }) => void ids.push(`${key} ${start} ${value}`)),
      settle(),
    );
    expect(ids).toEqual(['a 0 2', 'a 10 2']);
    expect(counts.rejected).toBe(1);
  });

  test('closes the oldest windows with closeOldest, and their later records are late', async () => {
    const ids: string[] = [];
    const later: Step[] = [
      [0, tick(1, 'a')],
      [0, tick(2, 'b')],
      [0, tick(12, 'a')],
      [0, tick(3, 'a')],
      [0, tick(13, 'a')],
    ];
    const { late } = await run(
      feed(later),
      tumbling({ interval: 10, lateness: 100, maxOpen: 2, onFull: 'closeOldest', aggregate: count() }),
      idsOf(ids),
      settle(),
    );
    expect(ids).toEqual(['tumbling-10/t-0/a/0', 'tumbling-10/t-0/b/0', 'tumbling-10/t-0/a/10']);
    expect(late).toBe(1);
  });

  test('drops the longest silent key when only remembered keys are left', async () => {
    const candles: string[] = [];
    const silent: Step[] = [
      [0, tick(1, 'a')],
      [0, tick(11, 'b')],
      [0, tick(21, 'c')],
      [0, tick(31, 'c')],
      [0, tick(41, 'a')],
      [0, tick(51, 'b')],
    ];
    await run(
      feed(silent),
      ohlc({ interval: 10, gaps: 'carry', maxOpen: 3, onFull: 'closeOldest', price: ({ price }: Tick) => price }),
      tapValue(({ time }, { key }) => void candles.push(`${key} ${time}`)),
      settle(),
    );
    // a was dropped to make room for the window of c at 30, so its gap is not filled.
    expect(candles.filter((candle) => candle.startsWith('a'))).toEqual(['a 0', 'a 40']);
  });
});

test('the state of closed windows is freed', async () => {
  const stateStore = memoryStore();
  await run(
    feed(
      Array.from({ length: 5_000 }, (_, n): Step => [0, tick(n, `k${n % 7}`)]),
      { stops: true, stateStore, onCommit: () => undefined },
    ),
    tumbling({ interval: 10, maxOpen: 14, aggregate: count() }),
    settle(),
  );
  const state = (await stateStore.load({ topic: 't', partition: 0, offset: 5_000 }))!.get('tumbling-10') as Map<
    string,
    unknown
  >;
  expect([...state.keys()].toSorted()).toEqual(['c', ...Array.from({ length: 7 }, (_, n) => `w499/k${n}`)]);
});

describe('late records', () => {
  const steps: Step[] = [
    [0, tick(15)],
    [0, tick(1, 'k', 7)],
    [0, tick(16)],
  ];

  test('go to the side output, and are committed only when it has settled them', async () => {
    const commits: number[] = [];
    const stateStore = memoryStore();
    let written = false;
    const counts = await run(
      feed(steps, { commitEvery: 1, stateStore, onCommit: (_partition, offset) => void commits.push(offset) }),
      tumbling({
        interval: 10,
        aggregate: count(),
        late: toSink<Tick>(async (batch) => {
          expect(batch.map(({ value }) => value.price)).toEqual([7]);
          await new Promise((resolve) => setTimeout(resolve, 20));
          expect(commits.filter((offset) => offset > 1)).toEqual([]);
          written = true;
        }),
      }),
      settle(),
    );
    expect(written).toBe(true);
    expect(counts).toMatchObject({ received: 3, written: 1, late: 1 });
    expect(commits.at(-1)).toBe(3);
  });

  test('are followed by the barriers of their flow, which also wait for the side output', async () => {
    const commits: number[] = [];
    const held: Barrier[] = [];
    let isOpen = false;
    const late: Sink<Tick> = (flow) =>
      flow.pipe(
        map((element) => {
          if (element.kind === 'delivery') element.ack();
          else if (isOpen) element.arrive();
          else held.push(element);
          return { id: 'late', position: { topic: 't', partition: 0, offset: 0 }, outcome: 'written' as const };
        }),
      );
    const running = run(
      feed([...steps, [0, 'wait'], [0, 'wait'], [0, 'wait']], {
        commitEvery: 1,
        stateStore: memoryStore(),
        onCommit: (_partition, offset) => void commits.push(offset),
      }),
      tumbling({ interval: 10, aggregate: count(), late }),
      settle(),
    );
    await turn(20);
    expect(commits).toEqual([]);
    isOpen = true;
    for (const barrier of held) barrier.arrive();
    await running;
    expect(commits.at(-1)).toBe(3);
  });

  test('that the side output rejects are rejected', async () => {
    const counts = await run(
      feed(steps, { onReject: 'skip' }),
      tumbling({ interval: 10, aggregate: count(), late: toSink(async () => [{ rejected: 'no' }]) }),
      settle(),
    );
    expect(counts).toMatchObject({ late: 1, rejected: 1, skipped: 1 });
  });

  test('fail the flow when the side output fails', async () => {
    await expect(
      run(
        feed(steps),
        tumbling({ interval: 10, aggregate: count(), late: toSink(async () => Promise.reject(new Error('gone'))) }),
        settle(),
      ),
    ).rejects.toMatchObject({ code: 'PENSTOCK_SINK_FAILED' });
  });

  test('are late for hopping windows only when all of theirs are closed', async () => {
    const values: number[] = [];
    const { late } = await run(
      feed([
        [0, tick(25)],
        [0, tick(12)],
        [0, tick(3)],
      ]),
      hopping({ interval: 20, every: 10, aggregate: count() }),
      tapValue(({ start, value }) => void values.push(start, value)),
      settle(),
    );
    expect(late).toBe(1);
    expect(values).toEqual([10, 2, 20, 1]);
  });
});
