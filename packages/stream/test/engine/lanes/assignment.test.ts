import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createFlow, deliver, mapValue, run, settle, tapValue } from '../../../src/index.ts';
import type {
  DeliverOptions,
  FlowOperator,
  PenstockError,
  Position,
  Snapshots,
  StateStore,
} from '../../../src/index.ts';
import { handPort, startAt } from '../../source/ports.ts';
import { runningSum } from '../running-sum.ts';

/** A store in memory that several flows of a test share. */
const memoryStore = () => {
  const kept = new Map<string, Snapshots>();
  const name = ({ topic, partition, offset }: Position) => `${topic}-${partition}@${offset}`;
  const store: StateStore = {
    load: async (position) => kept.get(name(position)),
    save: async (position, snapshots) => void kept.set(name(position), snapshots),
    prune: async () => undefined,
  };
  return { store, kept };
};

/** The stored form of a sum. */
const stored = (sum: number) =>
  new Map([
    ['sum', sum],
    ['penstock-format', 1],
  ]);

describe('a flow that continues from a committed position', () => {
  const sums = async (options: DeliverOptions<number>, name = 'sum') => {
    const seen: number[] = [];
    let committed = options.from ?? 0;
    const flow = deliver([1, 2, 3, 4], {
      topic: 'n',
      commit: async ({ offset }) => void (committed = offset),
      ...options,
    });
    await run(
      flow,
      runningSum(name),
      tapValue((sum) => void seen.push(sum)),
      settle(),
    );
    return { seen, committed };
  };

  test('begins with the stored state of that position', async () => {
    const { store, kept } = memoryStore();
    kept.set('n-0@2', new Map([['sum', 3]]));
    expect(await sums({ from: 2, stateStore: store })).toEqual({ seen: [6, 10], committed: 4 });
    expect(kept.get('n-0@4')).toEqual(stored(10));
  });

  test('fails when the store has no state for that position, and says what to do', async () => {
    const error = await sums({ from: 2, stateStore: memoryStore().store }).catch(
      (thrown: unknown) => thrown as PenstockError,
    );
    expect(error).toMatchObject({
      code: 'PENSTOCK_STATE_MISSING',
      message: expect.stringMatching(/sum .* n-0 offset 2.*another consumer group.*'volatile'/s),
    });
  });

  test('fails when a new operator has no state there and the other operators have', async () => {
    const { store, kept } = memoryStore();
    kept.set('n-0@2', new Map([['other', 3]]));
    await expect(sums({ from: 2, stateStore: store })).rejects.toMatchObject({ code: 'PENSTOCK_STATE_MISSING' });
  });

  test("begins with empty state when state is 'volatile', and stores it from then on", async () => {
    const { store } = memoryStore();
    expect(await sums({ from: 2, stateStore: store, state: 'volatile' })).toEqual({ seen: [3, 7], committed: 4 });
    expect(await sums({ from: 4, stateStore: store })).toEqual({ seen: [], committed: 4 });
  });

  test('begins with empty state at the first record that the partition still has', async () => {
    const { port, open, end } = handPort<number>([{ ...startAt(100), earliest: 100 }]);
    const running = run(createFlow(port, { stateStore: memoryStore().store }), runningSum(), settle());
    await open;
    end();
    expect(await running).toMatchObject({ received: 0 });
  });

  test('fails also for a partition that is assigned later', async () => {
    const { port, open } = handPort<number>([startAt(0)]);
    const running = run(createFlow(port, { stateStore: memoryStore().store }), runningSum(), settle());
    const { output } = await open;
    await output.assign([startAt(7, 1)]);
    await expect(running).rejects.toMatchObject({ code: 'PENSTOCK_STATE_MISSING' });
  });

  test('recognizes an operator that had nothing to store', async () => {
    const { store } = memoryStore();
    let committed = 0;
    const silent: FlowOperator<number, number> = (flow) =>
      flow.pipe(
        tap(
          (element) =>
            void (
              element.kind === 'barrier' &&
              element.reason === 'opened' &&
              element.marks[0]!.lane.context.requireState('silent')
            ),
        ),
      );
    const attempt = () =>
      run(
        deliver([1, 2, 3], {
          from: committed,
          stateStore: store,
          commit: async ({ offset }) => void (committed = offset),
        }),
        silent,
        settle(),
      );
    expect(await attempt()).toMatchObject({ received: 3 });
    expect(await attempt()).toMatchObject({ received: 0 });
  });

  test('runs without stored state when no operator has state', async () => {
    const flow = deliver([1, 2, 3], { from: 2, stateStore: memoryStore().store, commit: async () => {} });
    expect(
      await run(
        flow,
        mapValue((n) => n),
        settle(),
      ),
    ).toMatchObject({ received: 1 });
  });
});

test('a revoked lane stores its state at its newest settled record, also while another lane is unsettled', async () => {
  const { store, kept } = memoryStore();
  const { port, open, commits } = handPort<number>([startAt(0), startAt(0, 1)]);
  const subscription = createFlow(port, { stateStore: store, commitEvery: '1h' })
    .pipe(runningSum())
    .subscribe((element) => {
      if (element.kind === 'barrier') element.arrive();
      else if (element.lane.partition === 0) element.ack();
    });
  const { output, lanes } = await open;
  lanes[1]!.next({ value: 5, offset: 0 });
  lanes[0]!.next({ value: 1, offset: 0 });
  lanes[0]!.next({ value: 2, offset: 1 });
  await output.revoke([lanes[0]!], { within: 10_000 });
  expect(commits).toEqual([startAt(2)]);
  expect(kept.get('t-0@2')).toEqual(stored(3));
  subscription.unsubscribe();
});
