import { expect } from 'vitest';
import { run, toSink } from '../../src/index.ts';
import type { FlowOperator, PenstockError } from '../../src/index.ts';
import { feed, memoryStore } from './feed.ts';
import type { FeedOptions, Step, Tick } from './feed.ts';

/** Runs repeatedly, each run interrupted after some writes, until one reaches the end. Returns the results by id. */
export const runInPieces = async <R>(
  steps: readonly Step[],
  operator: () => FlowOperator<Tick, R>,
  budgets: readonly number[],
  options: FeedOptions = {},
): Promise<Map<string, R>> => {
  const stateStore = memoryStore();
  const from = [0, 0];
  const results = new Map<string, R>();
  for (let attempt = 0; ; attempt += 1) {
    let budget = budgets[attempt] ?? Infinity;
    const error = await run(
      feed(steps, {
        lanes: 2,
        from: [...from],
        stateStore,
        commitEvery: 1,
        onCommit: (partition, offset) => void (from[partition] = offset),
        ...options,
      }),
      operator(),
      toSink<R>(
        async (batch) => {
          for (const { id, value } of batch) {
            if ((budget -= 1) < 0) throw new Error('killed');
            if (results.has(id)) expect(value).toEqual(results.get(id));
            results.set(id, value);
          }
        },
        { maxBatch: 3, concurrency: 2 },
      ),
    ).then(
      () => undefined,
      (thrown: PenstockError) => thrown,
    );
    if (!error) return results;
    expect(error.code).toBe('PENSTOCK_SINK_FAILED');
  }
};
