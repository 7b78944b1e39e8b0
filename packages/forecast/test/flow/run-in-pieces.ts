import { run, toSink } from '@penstock/stream';
import type { FlowOperator, PenstockError } from '@penstock/stream';
import { expect } from 'vitest';
import { feed, memoryStore } from './feed.ts';
import type { Row, Step } from './feed.ts';

/**
 * Runs a flow repeatedly. Each run is interrupted after some writes, until one reaches the end. Returns the results by
 * id. A result that is written again must have the same value.
 */
export const runInPieces = async <R>(
  steps: readonly Step[],
  operator: () => FlowOperator<Row, R>,
  budgets: readonly number[],
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
