import { merge } from 'rxjs';
import { describe, expect, test } from 'vitest';
import {
  batch,
  createFlow,
  deadLetter,
  deliver,
  filterValue,
  mapMany,
  mapValue,
  mergeMapValue,
  run,
  settle,
  tee,
  toSink,
} from '../../src/index.ts';
import type { PenstockError } from '../../src/index.ts';
import { collect } from '../collect.ts';
import { codeOf } from '../operators/run-flow.ts';
import { turns } from '../source/ports.ts';

describe('a flow', () => {
  test('writes every record, commits the end and counts the records', async () => {
    const commits: number[] = [];
    const counts = await run(
      deliver(
        Array.from({ length: 1_000 }, (_, n) => n),
        { commit: async ({ offset }) => void commits.push(offset) },
      ),
      mapValue((n) => n * 2),
      toSink(async () => {}),
    );
    expect(counts).toMatchObject({ received: 1_000, written: 1_000, rejected: 0 });
    expect(commits.at(-1)).toBe(1_000);
  });

  test('hands out at most maxInFlight unsettled records', async () => {
    const { deliveries, subscription } = collect(deliver([1, 2, 3, 4, 5], { maxInFlight: 2 }));
    await turns();
    expect(deliveries.map(({ value }) => value)).toEqual([1, 2]);
    deliveries[1]!.ack();
    await turns();
    expect(deliveries.map(({ value }) => value)).toEqual([1, 2, 3]);
    subscription.unsubscribe();
  });

  test('sends a barrier with its source at the start, and a barrier with its lanes when they open', async () => {
    const { barriers, subscription } = collect(deliver([1], { topic: 'numbers', from: 0 }));
    await turns();
    const [started, opened] = barriers;
    expect([started!.reason, started!.marks]).toEqual(['started', []]);
    expect(opened!.reason).toBe('opened');
    expect(opened!.source).toBe(started!.source);
    expect(opened!.marks.map(({ lane, offset }) => [lane.topic, lane.partition, offset])).toEqual([['numbers', 0, 0]]);
    subscription.unsubscribe();
  });

  test('counts the records that an event-time operator did not use as late', async () => {
    const counts = await run(
      deliver([1, 2, 3]),
      filterValue((n, { lane }) => {
        if (n === 2) lane.context.countLate();
        return n !== 2;
      }),
      settle(),
    );
    expect(counts).toMatchObject({ received: 3, written: 2, late: 1, rejected: 0, skipped: 0 });
  });

  test('settles and commits lanes on request, and hands out their records afterwards', async () => {
    const commits: number[] = [];
    let settled: Promise<void> | undefined;
    const flow = createFlow<number>(
      {
        start: async (output) => {
          const [lane] = await output.assign([{ topic: 'numbers', partition: 0, offset: 0 }]);
          lane!.next({ value: 0, offset: 0 });
          settled = output.settle({ within: 5_000 }).then(() => lane!.next({ value: 1, offset: 1 }));
          await settled;
        },
        commit: async ([position]) => void commits.push(position!.offset),
      },
      { commitEvery: '1h' },
    );
    const { deliveries, subscription } = collect(flow);
    await turns();
    expect(commits).toEqual([]);
    deliveries[0]!.ack();
    await settled;
    expect(commits).toEqual([1]);
    expect(deliveries.map(({ value }) => value)).toEqual([0, 1]);
    subscription.unsubscribe();
  });

  test('writes nothing more of a revoked lane', async () => {
    const written: number[] = [];
    let finish: (() => void) | undefined;
    const counts = await run(
      createFlow<number>({
        start: async (output) => {
          const [gone, kept] = await output.assign(
            [0, 1].map((partition) => ({ topic: 'numbers', partition, offset: 0 })),
          );
          for (const offset of [0, 1]) gone!.next({ value: offset, offset });
          kept!.next({ value: 2, offset: 0 });
          await turns();
          await output.revoke([gone!]);
          finish!();
        },
      }),
      toSink<number>(
        async ([first]) => {
          written.push(first!.value);
          if (first!.value === 0) await new Promise<void>((resolve) => (finish = resolve));
        },
        { maxBatch: 1 },
      ),
    );
    expect(written).toEqual([0, 2]);
    expect(counts).toMatchObject({ received: 3 });
  });

  test('refuses a second subscription', async () => {
    const flow = deliver([1]);
    const first = flow.subscribe();
    expect(await codeOf(new Promise((_, reject) => flow.subscribe({ error: reject })))).toBe('PENSTOCK_FLOW_TAKEN');
    first.unsubscribe();
  });

  test('commits the records before a rejected one and then errors, by default', async () => {
    const commits: number[] = [];
    const flow = deliver([0, 1, 2, 3, 4], { commit: async ({ offset }) => void commits.push(offset) });
    const bad = mapValue((n: number) => {
      if (n === 3) throw new Error('three');
      return n;
    });
    expect(
      await codeOf(
        run(
          flow,
          bad,
          toSink(async () => {}),
        ),
      ),
    ).toBe('PENSTOCK_REJECTED');
    expect(commits.at(-1)).toBe(3);
  });

  test('commits a dead letter only after its write, with the original value', async () => {
    const letters: unknown[] = [];
    const commits: number[] = [];
    const flow = deliver([1, 2], {
      onReject: deadLetter(async ({ value, code }) => void letters.push([value, code])),
      commit: async ({ offset }) => void commits.push(offset),
    });
    const bad = mapValue((n: number) => {
      if (n === 1) throw new Error('one');
      return n * 10;
    });
    expect(await run(flow, bad, settle())).toMatchObject({ received: 2, written: 1, rejected: 1 });
    expect(letters).toEqual([[1, 'PENSTOCK_REJECTED']]);
    expect(commits.at(-1)).toBe(2);
  });

  test('stops and commits nothing further when a dead letter cannot be written', async () => {
    const flow = deliver([1, 2], { onReject: deadLetter(async () => Promise.reject(new Error('disk full'))) });
    expect(
      await codeOf(
        run(
          flow,
          mapValue(() => {
            throw new Error('bad');
          }),
          settle(),
        ),
      ),
    ).toBe('PENSTOCK_DEAD_LETTER_FAILED');
  });

  test('fails with the sink and leaves the batch uncommitted, also with the policy skip', async () => {
    const commits: number[] = [];
    const flow = deliver([1, 2], { onReject: 'skip', commit: async ({ offset }) => void commits.push(offset) });
    expect(
      await codeOf(
        run(
          flow,
          toSink(async () => Promise.reject(new Error('down'))),
        ),
      ),
    ).toBe('PENSTOCK_SINK_FAILED');
    expect(commits).toEqual([]);
  });

  test('flushes a batch while its source has no credit', async () => {
    const sizes: number[] = [];
    await run(
      deliver(
        Array.from({ length: 10 }, (_, n) => n),
        { maxInFlight: 4 },
      ),
      batch({ maxBatch: 100, maxAge: '1h' }),
      toSink<readonly number[]>(async (batches) => batches.forEach(({ value }) => sizes.push(value.length)), {
        maxAge: '1h',
      }),
    );
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
  });

  test('names the first unsettled delivery when it stalls', async () => {
    const flow = deliver([1, 2], { topic: 'numbers', maxInFlight: 1, stallTimeout: 40 });
    const error = await new Promise<PenstockError>((resolve) => flow.subscribe({ error: resolve }));
    expect(error.code).toBe('PENSTOCK_STALLED');
    expect(error.message).toContain('numbers-0 offset 0');
  });

  test('stalls although barriers pass at every commit interval', async () => {
    const flow = deliver([1, 2], { maxInFlight: 1, stallTimeout: 60, commitEvery: 5 });
    const error = await new Promise<PenstockError>((resolve) =>
      flow.subscribe({ next: (element) => element.kind === 'barrier' && element.arrive(), error: resolve }),
    );
    expect(error.code).toBe('PENSTOCK_STALLED');
  });

  test('stops on abort, commits what is settled and resolves', async () => {
    const stop = new AbortController();
    const commits: number[] = [];
    async function* endless() {
      for (let n = 0; ; n += 1) {
        yield n;
        if (n === 50) stop.abort();
      }
    }
    const counts = await run(
      deliver(endless(), { commit: async ({ offset }) => void commits.push(offset) }),
      settle(),
      { signal: stop.signal },
    );
    expect(commits.at(-1)).toBe(counts.received);
  });

  test('gives up on unsettled deliveries after drainTimeout', async () => {
    const flow = deliver([1], { drainTimeout: 30 });
    const { barriers } = collect(flow);
    await turns();
    expect(await codeOf(barriers[0]!.source.closed)).toBe('PENSTOCK_DRAIN_TIMEOUT');
  });

  test('ends a run whose write never ends after drainTimeout, and aborts the write', async () => {
    let signal: AbortSignal | undefined;
    const hangs = toSink<number>((_, options) => {
      signal = options.signal;
      return new Promise(() => {});
    });
    expect(await codeOf(run(deliver([1], { drainTimeout: 30 }), hangs))).toBe('PENSTOCK_DRAIN_TIMEOUT');
    expect(signal?.aborted).toBe(true);
  });

  test('settles a parent when all its children are settled, and gives each child its own id', async () => {
    const ids: string[] = [];
    const commits: number[] = [];
    await run(
      deliver(['ab', '', 'c'], { topic: 't', commit: async ({ offset }) => void commits.push(offset) }),
      mapMany((word) => word),
      toSink(async (written) => written.forEach(({ id }) => ids.push(id))),
    );
    expect(ids).toEqual(['t-0-0/0', 't-0-0/1', 't-0-2/0']);
    expect(commits.at(-1)).toBe(3);
  });

  test('runs at most `concurrency` promises at a time, and keeps the identity of each delivery', async () => {
    let active = 0;
    let most = 0;
    const ids: string[] = [];
    await run(
      deliver([5, 1, 3, 2], { topic: 't' }),
      mergeMapValue(async (ms) => {
        most = Math.max(most, (active += 1));
        await new Promise((resolve) => setTimeout(resolve, ms));
        active -= 1;
        return ms;
      }, 2),
      toSink(async (written) => written.forEach(({ id }) => ids.push(id))),
    );
    expect(most).toBe(2);
    expect(ids.toSorted()).toEqual(['t-0-0', 't-0-1', 't-0-2', 't-0-3']);
  });

  test('settles a split delivery when every branch has settled it', async () => {
    const seen: string[] = [];
    const counts = await run(deliver([1, 2]), (flow) => {
      const [a, b] = tee(2)(flow);
      return merge(
        a!.pipe(toSink(async (written) => written.forEach(({ value }) => seen.push(`a${value}`)))),
        b!.pipe(toSink(async (written) => written.forEach(({ value }) => seen.push(`b${value}`)))),
      );
    });
    expect(seen.toSorted()).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(counts.received).toBe(2);
  });

  test('ends with the first rejection when several come one by one after the end of the source', async () => {
    const refused = toSink<number>(
      async ([delivery]) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [{ rejected: `no ${delivery!.value}` }];
      },
      { maxBatch: 1 },
    );
    // A flow that did not check again after each rejection would end with PENSTOCK_DRAIN_TIMEOUT.
    await expect(run(deliver([1, 2, 3], { drainTimeout: 500 }), refused)).rejects.toMatchObject({
      code: 'PENSTOCK_REJECTED',
      message: expect.stringContaining('no 1'),
    });
  });
});
