import { EMPTY, Subject } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createFlow, deliver, joinAsOf, run, settle, tapValue, toSink } from '../../src/index.ts';
import type { AsOf, Barrier, Delivery, Flow, PenstockError } from '../../src/index.ts';
import { barrierAcross, marbles, openLane, shown } from '../marbles.ts';
import type { TestLane } from '../marbles.ts';
import { codeOf, memoryStore, through } from './run-flow.ts';

// pandas 2.2, documentation of merge_asof: milliseconds after 2016-05-25 13:30, symbol, bid or price.
const quotes = [
  [23, 'GOOG', 720.5],
  [23, 'MSFT', 51.95],
  [30, 'MSFT', 51.97],
  [41, 'MSFT', 51.99],
  [48, 'GOOG', 720.5],
  [49, 'AAPL', 97.99],
  [72, 'GOOG', 720.5],
  [75, 'MSFT', 52.01],
] as const;
const trades = [
  [23, 'MSFT', 51.95],
  [38, 'MSFT', 51.95],
  [48, 'GOOG', 720.77],
  [48, 'GOOG', 720.92],
  [48, 'AAPL', 98],
] as const;
type Row = readonly [time: number, symbol: string, price: number];

const time = ([at]: Row) => at;
const key = ([, symbol]: Row) => symbol;
const bids = (pairs: readonly AsOf<Row, Row>[]) => pairs.map(({ other }) => other?.[2]);
const byRows = { otherKey: key, otherTime: time };

describe('joinAsOf', () => {
  test('gives the result of merge_asof in the documentation of pandas', async () => {
    const { values } = await through<Row, AsOf<Row, Row>>(trades, joinAsOf<Row, Row>(quotes, byRows), { key, time });
    expect(bids(values)).toEqual([51.95, 51.97, 720.5, 720.5, undefined]);
  });

  test('leaves out records older than `within`, like the tolerance of 2 ms in pandas', async () => {
    const { values } = await through<Row, AsOf<Row, Row>>(
      trades,
      joinAsOf<Row, Row>(quotes, { ...byRows, within: 2 }),
      { key, time },
    );
    expect(bids(values)).toEqual([51.95, undefined, 720.5, 720.5, undefined]);
  });

  test('waits until every lane of the other flow has passed the time, or is idle', () => {
    const fast = openLane(0).lane;
    const slow = openLane(1).lane;
    Object.assign(slow, { source: fast.source });
    const { left, other, out } = twoSides();
    other.next(barrierAcross('opened', fast, slow));
    left.next(record(openLane().lane, 'value', 10));
    other.next(record(fast, 'fast', 9, 'elsewhere'));
    other.next(record(fast, 'fast later', 30, 'elsewhere'));
    expect(out).toEqual([]);
    other.next(record(slow, 'slow', 10));
    // Another record with the same time may follow.
    expect(out).toEqual([]);
    slow.state = 'idle';
    other.next(barrierAcross('interval', fast, slow));
    expect(out).toEqual([{ value: 'value', other: 'slow' }]);
  });

  test('waits no longer than maxWait', () =>
    marbles(({ cold, expectObservable }) => {
      const { lane } = openLane();
      const flow: Flow<string> = new Subject<Delivery<string>>();
      const values = cold('-a', { a: record(lane, 'a', 1) });
      expectObservable(shown((values as Flow<string>).pipe(joinAsOf(flow, { maxWait: 5 })))).toBe('------x', {
        x: { value: 'a', other: undefined },
      });
    }));

  test('takes the last of several records with one event time, in the order of the other lane', async () => {
    const { values } = await through<Row, AsOf<Row, Row>>(
      [[5, 'a', 0]],
      joinAsOf<Row, Row>(
        [
          [5, 'a', 1],
          [5, 'a', 2],
          [6, 'a', 3],
        ],
        byRows,
      ),
      { key, time },
    );
    expect(bids(values)).toEqual([2]);
  });

  test('acknowledges a record of the other flow when it is part of the state, and holds those ahead', () => {
    const { lane, log } = openLane();
    const { left, other } = twoSides();
    other.next(barrierAcross('opened', lane));
    left.next(record(openLane().lane, 'value', 10));
    other.next(record(lane, 'before', 9));
    other.next(record(lane, 'ahead', 11));
    expect(log).toEqual(['settled to 1']);
    left.next(record(openLane(1).lane, 'value', 12));
    expect(log).toEqual(['settled to 1', 'settled to 2']);
  });

  test('finishes a backlog that is read lane after lane with little credit', async () => {
    const backlog = createFlow<number>(
      {
        async start(output) {
          const lanes = await output.assign([0, 1].map((partition) => ({ topic: 'other', partition, offset: 0 })));
          for (const lane of lanes)
            for (let n = 0; n < 50; n += 1)
              if (await output.ready()) lane.next({ value: n, key: `k${lane.partition}`, offset: n, time: n });
        },
      },
      { maxInFlight: 5, stallTimeout: 500 },
    );
    const { values } = await through([0, 24.5, 48], joinAsOf(backlog, { key: () => 'k1', maxWait: '20s' }), {
      time: (at) => at,
    });
    expect(values.map(({ other }) => other)).toEqual([0, 24, 48]);
  });

  test('pairs the same records after restarts of both sides over their stores', async () => {
    const left: Row[] = Array.from({ length: 120 }, (_, n) => [n * 10 + 3 * (n % 4), `s${n % 3}`, n]);
    const right: Row[] = Array.from({ length: 300 }, (_, n) => [n * 4, `s${(n * 7) % 3}`, n]);
    const [storeOfLeft, storeOfRight] = [memoryStore(), memoryStore()];
    const position = { left: 0, right: 0 };
    const written = new Map<string, AsOf<Row, Row>>();
    const life = (budget: number) => {
      let rest = budget;
      const values = deliver(left, {
        topic: 'left',
        key,
        time,
        from: position.left,
        maxInFlight: 10,
        commitEvery: 1,
        stateStore: storeOfLeft,
        commit: async ({ offset }) => void (position.left = offset),
      });
      const other = deliver(right, {
        topic: 'right',
        key,
        time,
        from: position.right,
        maxInFlight: 20,
        commitEvery: 1,
        stateStore: storeOfRight,
        commit: async ({ offset }) => void (position.right = offset),
      });
      return run(
        values,
        joinAsOf(other, { retain: 500 }),
        toSink<AsOf<Row, Row>>(
          async (batch) => {
            for (const { id, value } of batch) {
              if ((rest -= 1) === 0) throw new Error('crash');
              const before = written.get(id);
              if (before) expect(value).toEqual(before);
              written.set(id, value);
            }
            await new Promise((resolve) => setTimeout(resolve, 2));
          },
          { maxBatch: 3, maxAge: 1 },
        ),
      );
    };
    let crashes = 0;
    while ((await codeOf(life(17))) === 'PENSTOCK_SINK_FAILED') crashes += 1;
    expect(crashes).toBeGreaterThan(4);
    expect(position).toEqual({ left: 120, right: 300 });
    for (const { value, other } of written.values()) {
      const expected = right.filter((row) => row[1] === value[1] && row[0] <= value[0]).at(-1);
      expect(other).toEqual(expected);
    }
    expect(written.size).toBe(120);
  });

  test('stops the other flow when the values end, and errors when it errors', async () => {
    let stopped = false;
    async function* endless() {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        stopped = true;
      }
    }
    await run(deliver([1, 2], { time: (at) => at }), joinAsOf(deliver(endless(), { time: (at) => at })), settle());
    expect(stopped).toBe(true);
    async function* broken() {
      yield 1;
      throw new Error('gone');
    }
    const error = await run(
      deliver([1, 2], { time: (at) => at }),
      joinAsOf(deliver(broken(), { time: (at) => at })),
      settle(),
    ).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain('gone');
  });

  test('unsubscribes from the other flow when it is unsubscribed', () => {
    const { other, subscription } = twoSides();
    expect(other.observed).toBe(true);
    subscription.unsubscribe();
    expect(other.observed).toBe(false);
  });

  test('rejects records of both sides without event time', async () => {
    const codes: string[] = [];
    const onReject = { deadLetter: async ({ code }: { code: string }) => void codes.push(code) };
    await run(
      deliver([1], { onReject }),
      joinAsOf(deliver([1], { onReject })),
      tapValue(() => undefined),
      settle(),
    );
    expect(codes).toEqual(['PENSTOCK_TIME_MISSING', 'PENSTOCK_TIME_MISSING']);
  });

  test('refuses an iterable without otherTime, and a flow with it', () => {
    const codes = [
      () => joinAsOf([1]),
      () => joinAsOf(EMPTY as Flow<number>, { otherTime: () => 0 }),
      () => joinAsOf([1], { otherTime: () => 0, retain: -1 }),
    ].map((make) => {
      try {
        make();
        return 'none';
      } catch (error) {
        return (error as PenstockError).code;
      }
    });
    expect(codes).toEqual(['PENSTOCK_BAD_OPTION', 'PENSTOCK_BAD_OPTION', 'PENSTOCK_BAD_OPTION']);
  });
});

const record = (lane: TestLane, value: string, at: number, key = 'k') =>
  lane.deliver({ value, key, offset: lane.ledger.next, time: at });

/** Both sides, driven by the test, and the results. */
const twoSides = () => {
  const left = new Subject<Delivery<string> | Barrier>();
  const other = new Subject<Delivery<string> | Barrier>();
  const out: unknown[] = [];
  const subscription = shown(left.pipe(joinAsOf<string, string>(other))).subscribe((one) => void out.push(one));
  return { left, other, out, subscription };
};
