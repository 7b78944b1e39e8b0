import { ignoreElements, tap } from 'rxjs';
import { expect, test } from 'vitest';
import { createFlow, run, scanByKey, toSink } from '../../src/index.ts';
import type { FlowOutput, LaneOutput, Position } from '../../src/index.ts';
import { memoryStore } from '../operators/run-flow.ts';

const rows = 600;
// Many keys, so that most snapshots are changes and are combined with earlier changes.
const keyOf = (partition: number, offset: number): string => `${partition}-${(offset * offset) % 311}`;

/** Positions and state that several consumers share, like the members of one group. */
const sharedGroup = () => {
  const committed = new Map<number, number>();
  const store = memoryStore();
  const written = new Map<string, Set<string>>();

  /** One consumer. `lend` lets the test revoke and assign partitions while it runs. */
  const consume = (
    lend: (
      output: FlowOutput<number>,
      hold: (lanes: ReadonlyArray<LaneOutput<number>>) => void,
      drop: (lanes: ReadonlyArray<LaneOutput<number>>) => void,
    ) => Promise<void>,
  ) => {
    const commit = async (positions: readonly Position[]) =>
      positions.forEach(({ partition, offset }) => committed.set(partition, offset));
    const flow = createFlow<number>(
      {
        async start(output) {
          const held = new Map<LaneOutput<number>, number>();
          let lending = true;
          const lent = lend(
            output,
            (lanes) => lanes.forEach((lane) => held.set(lane, committed.get(lane.partition) ?? 0)),
            (lanes) => lanes.forEach((lane) => held.delete(lane)),
          ).finally(() => (lending = false));
          while (lending || [...held.values()].some((next) => next < rows)) {
            for (const [lane, next] of held) {
              if (next >= rows || !(await output.ready()) || !held.has(lane)) continue;
              held.set(lane, next + 1);
              lane.next({ value: next, offset: next, key: keyOf(lane.partition, next) });
            }
            await new Promise((resolve) => setImmediate(resolve));
          }
          await lent;
        },
        commit,
      },
      { stateStore: store, commitEvery: 2, maxInFlight: 60 },
    );
    return run(
      flow,
      scanByKey((state: { n: number; sum: number }, value: number) => ({ n: state.n + 1, sum: state.sum + value }), {
        seed: () => ({ n: 0, sum: 0 }),
      }),
      toSink<{ n: number; sum: number }>(
        async (batch) => {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
          for (const { id, value } of batch) written.set(id, (written.get(id) ?? new Set()).add(JSON.stringify(value)));
        },
        { maxBatch: 4, maxAge: 1, concurrency: 3 },
      ),
    );
  };
  const start = (output: FlowOutput<number>, partitions: readonly number[]) =>
    output.assign(partitions.map((partition) => ({ topic: 't', partition, offset: committed.get(partition) ?? 0 })));
  return { committed, written, consume, start };
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each([0, 1_000])('a partition that moves takes its state along, revoked within %d ms', async (within) => {
  const { committed, written, consume, start } = sharedGroup();
  let give: (partition: number) => void;
  const given = new Promise<number>((resolve) => (give = resolve));
  const first = consume(async (output, hold, drop) => {
    const lanes = await start(output, [0, 1, 2]);
    hold(lanes);
    await pause(40);
    const going = lanes.slice(0, 1);
    drop(going);
    await output.revoke(going, { within });
    give(going[0]!.partition);
    await pause(20);
  });
  const second = consume(async (output, hold) => {
    hold(await start(output, [await given]));
  });
  await Promise.all([first, second]);

  expect(committed).toEqual(
    new Map([
      [0, rows],
      [1, rows],
      [2, rows],
    ]),
  );
  const expected = new Map<string, string>();
  for (const partition of [0, 1, 2]) {
    const sums = new Map<string, { n: number; sum: number }>();
    for (let offset = 0; offset < rows; offset += 1) {
      const key = keyOf(partition, offset);
      const { n, sum } = sums.get(key) ?? { n: 0, sum: 0 };
      sums.set(key, { n: n + 1, sum: sum + offset });
      expected.set(`t-${partition}-${offset}`, JSON.stringify(sums.get(key)));
    }
  }
  expect(new Map([...written].map(([id, values]) => [id, [...values]]))).toEqual(
    new Map([...expected].map(([id, value]) => [id, [value]])),
  );
});

test('stores the snapshot of an earlier barrier when a later barrier before a revocation completes first', async () => {
  const store = memoryStore();
  const stuck: Array<() => void> = [];
  const barriers: string[] = [];
  await run(
    createFlow<string>(
      {
        async start(output) {
          const [moves, stays] = await output.assign([0, 1].map((partition) => ({ topic: 't', partition, offset: 0 })));
          let offset = 0;
          const next = (key: string) => moves!.next({ value: key, key, offset: offset++ });
          const barrier = async () => {
            for (const seen = barriers.length; barriers.length < seen + 2;) await pause(1);
          };
          for (let n = 0; n < 100; n += 1) next(`key-${n}`);
          await barrier();
          await pause(20);
          // From here on, no barrier across both lanes can complete.
          stays!.next({ value: 'stuck', key: 'stuck', offset: 0 });
          next('taken by the barrier that is overtaken');
          await barrier();
          next('taken by the one that overtakes');
          await output.revoke([moves!], { within: 5_000 });
          for (const ack of stuck) ack();
        },
        commit: async () => {},
      },
      { stateStore: store, commitEvery: 5 },
    ),
    scanByKey((n: number) => n + 1, { seed: () => 0 }),
    (flow) =>
      flow.pipe(
        tap((element) => {
          if (element.kind === 'barrier') {
            barriers.push(element.reason);
            element.arrive();
          } else if (element.key === 'stuck') stuck.push(() => element.ack());
          else element.ack();
        }),
        ignoreElements(),
      ),
  );
  expect(barriers).toContain('revoking');
  const states = (await store.load({ topic: 't', partition: 0, offset: 102 }))!.get('scanByKey') as ReadonlyMap<
    string,
    number
  >;
  expect(states.size).toBe(102);
  expect(states.get('taken by the barrier that is overtaken')).toBe(1);
});
