import type { Client } from '@elastic/elasticsearch';
import { deliver, mapValue, run, tee } from '@penstock/stream';
import { merge } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import { eachModel } from '../server/each-model.ts';
import type { ModelServer } from '../server/model.ts';
import { prices } from './price.ts';
import type { Price, PriceOptions } from './price.ts';

let model: ModelServer;
let client: Client;
let reports: Array<{ readonly code: string; readonly message: string }>;
const sinkTo = (options: PriceOptions = {}) =>
  toElasticsearch<Price>(client, {
    index: 'prices',
    id: ({ day }) => day,
    retry: { initialDelay: 1, maxDelay: 4 },
    onRetry: () => undefined,
    onRefreshFailed: (error) => reports.push(error),
    ...options,
  });
const refusal = (status: number, type: string) => ({ status, body: { error: { type, reason: `because ${type}` } } });

eachModel((server, itsClient) => {
  model = server;
  client = itsClient;
  reports = [];
});

describe('after a source that has ended', () => {
  test('the index is refreshed once, after the last write and before run resolves', async () => {
    const written: number[] = [];
    model.onRefresh = () => void written.push(model.indices.get('prices')!.size);
    await run(deliver(prices(95)), sinkTo({ maxBatch: 10 }));
    expect(written).toEqual([95]);
    expect(model.refreshed).toEqual([['prices']]);
    expect(reports).toEqual([]);
  });

  test('the index is refreshed even if it already had every record', async () => {
    await run(deliver(prices(5)), sinkTo());
    const again = sinkTo({ opType: 'create' });
    await run(deliver(prices(5)), again);
    expect(again.counts).toMatchObject({ created: 0, unchanged: 5 });
    expect(model.refreshed).toEqual([['prices'], ['prices']]);
  });

  test('the index is refreshed even if no record was left, since an earlier run may have ended early', async () => {
    await run(deliver(prices(5)), sinkTo({ refresh: false }));
    await run(deliver(prices(5), { from: 5 }), sinkTo());
    expect(model.refreshed).toEqual([['prices']]);
  });

  test('a missing index is not reported if nothing was written', async () => {
    await run(deliver(prices(0)), sinkTo());
    await run(deliver(prices(3), { onReject: 'skip' }), sinkTo({ id: () => '' }));
    expect(reports).toEqual([]);
    expect(model.refreshed).toEqual([]);
  });

  test('each computed index is refreshed, except those that refused their record', async () => {
    model.onItem = ({ index }) =>
      index === 'closed' ? { status: 400, error: { type: 'index_closed_exception', reason: 'closed' } } : undefined;
    const names = ['a', 'b/c', '<d-{now/d}>', 'closed'];
    await run(deliver(prices(40), { onReject: 'skip' }), sinkTo({ index: ({ close }) => names[close % 4]! }));
    expect(model.refreshed).toEqual([['a', 'b/c', '<d-{now/d}>']]);
  });

  test('many indices are refreshed in several requests, each index once', async () => {
    const long = 'x'.repeat(200);
    await run(deliver(prices(50)), sinkTo({ index: ({ day }) => `${long}-${day}` }));
    expect(model.refreshed.length).toBeGreaterThan(1);
    expect(Math.max(...model.refreshed.map((names) => names.join(',').length))).toBeLessThanOrEqual(3_000);
    expect(model.refreshed.flat().toSorted()).toEqual(
      prices(50)
        .map(({ day }) => `${long}-${day}`)
        .toSorted(),
    );
  });

  test('both sinks of a flow split by tee refresh', async () => {
    await run(deliver(prices(3)), (flow) => {
      const [one, other] = tee(2)(flow);
      return merge(sinkTo({ index: 'a' })(one!), sinkTo({ index: 'b' })(other!));
    });
    expect(model.refreshed.flat().toSorted()).toEqual(['a', 'b']);
  });

  test('refresh: false skips the refresh', async () => {
    await run(deliver(prices(5)), sinkTo({ refresh: false }));
    expect(model.refreshed).toEqual([]);
  });
});

describe('no refresh', () => {
  const endless = async function* () {
    for (let n = 0; ; n += 1) {
      yield { day: `day-${n}`, close: n };
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  test('of a flow that its signal stops', async () => {
    const stop = new AbortController();
    const running = run(deliver(endless()), sinkTo({ maxAge: 5 }), { signal: stop.signal });
    await vi.waitUntil(() => (model.indices.get('prices')?.size ?? 0) > 3);
    stop.abort();
    expect((await running).written).toBeGreaterThan(3);
    expect(model.refreshed).toEqual([]);
  });

  test('of an endless flow while it runs, even after commits', async () => {
    const stop = new AbortController();
    let commits = 0;
    const flow = deliver(endless(), { commitEvery: 5, commit: async () => void (commits += 1) });
    const running = run(flow, sinkTo({ maxAge: 5 }), { signal: stop.signal });
    await vi.waitUntil(() => commits > 3);
    expect(model.refreshed).toEqual([]);
    stop.abort();
    await running;
  });

  test('of a flow that fails', async () => {
    const broken = function* () {
      yield* prices(3);
      throw new Error('the source broke');
    };
    await expect(run(deliver(broken()), sinkTo())).rejects.toThrow('the source broke');
    expect(model.refreshed).toEqual([]);
  });

  test('of a sink that is unsubscribed while it refreshes', async () => {
    model.onRefresh = () => 'hang';
    let events = 0;
    const subscription = sinkTo()(deliver(prices(2))).subscribe({
      complete: () => (events += 1),
      error: () => (events += 1),
    });
    const gone = model.closed();
    await vi.waitUntil(() => model.indices.get('prices')?.size === 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    subscription.unsubscribe();
    await gone;
    expect([events, reports]).toEqual([0, []]);
  });
});

describe('a refresh that fails', () => {
  test.each([
    [403, 'security_exception', 'PENSTOCK_FORBIDDEN'],
    [403, 'cluster_block_exception', 'PENSTOCK_FORBIDDEN'],
    [401, 'security_exception', 'PENSTOCK_UNAUTHORIZED'],
    [404, 'index_not_found_exception', 'PENSTOCK_INDEX_MISSING'],
    [400, 'index_closed_exception', 'PENSTOCK_BAD_RESPONSE'],
    [405, 'method_not_allowed', 'PENSTOCK_BAD_RESPONSE'],
  ])('with %i %s is reported without a retry, and the run resolves', async (status, type, code) => {
    let asked = 0;
    model.onRefresh = () => {
      asked += 1;
      return refusal(status, type);
    };
    expect((await run(deliver(prices(5)), sinkTo())).written).toBe(5);
    expect(asked).toBe(1);
    expect(reports).toMatchObject([
      { code: 'PENSTOCK_NOT_REFRESHED', message: expect.stringContaining(`because ${type}`), cause: { code } },
    ]);
  });

  test.each([
    ['503', refusal(503, 'unavailable_shards_exception')],
    ['429', refusal(429, 'es_rejected_execution_exception')],
    ['a broken connection', 'reset' as const],
    [
      'shards that failed',
      { status: 200, body: { _shards: { total: 3, failed: 1, failures: [{ reason: { reason: 'disk full' } }] } } },
    ],
  ])('with %s is retried', async (_, fault) => {
    let faults = 2;
    model.onRefresh = () => (faults-- > 0 ? fault : undefined);
    await run(deliver(prices(5)), sinkTo());
    expect(model.refreshed).toEqual([['prices']]);
    expect(reports).toEqual([]);
  });

  test('is reported after several attempts if it keeps failing', async () => {
    let asked = 0;
    model.onRefresh = () => {
      asked += 1;
      return {
        status: 200,
        body: { _shards: { total: 3, failed: 1, failures: [{ reason: { reason: 'disk full' } }] } },
      };
    };
    await run(deliver(prices(5)), sinkTo());
    expect(asked).toBe(5);
    expect(reports).toMatchObject([{ message: expect.stringContaining('1 of 3 shards failed: disk full') }]);
  });

  test('is reported without a retry if no answer comes within requestTimeout', async () => {
    model.onRefresh = () => 'hang';
    expect((await run(deliver(prices(5)), sinkTo({ requestTimeout: 50 }))).written).toBe(5);
    expect(reports).toMatchObject([{ code: 'PENSTOCK_NOT_REFRESHED', cause: { code: 'PENSTOCK_UNAVAILABLE' } }]);
  });

  test('of one index does not prevent the refresh of the others', async () => {
    model.onRefresh = (names) => (names.includes('secret') ? refusal(403, 'security_exception') : undefined);
    await run(deliver(prices(9)), sinkTo({ index: ({ close }) => ['a', 'secret', 'b'][close % 3]! }));
    expect(model.refreshed).toEqual([['a'], ['b']]);
    expect(reports.map(({ message }) => message)).toEqual([expect.stringContaining('refresh secret')]);
  });

  test('is a process warning without onRefreshFailed', async () => {
    model.onRefresh = () => refusal(403, 'security_exception');
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const sink = toElasticsearch<Price>(client, { index: 'prices' });
    await run(
      deliver(prices(5)),
      mapValue((price) => price),
      sink,
    );
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('refresh prices'), {
      code: 'PENSTOCK_NOT_REFRESHED',
    });
    warned.mockRestore();
  });

  test('does not fail a run without records if the server is unreachable', async () => {
    await model.close();
    await run(deliver(prices(0)), sinkTo({ startTimeout: 50 }));
    expect(reports).toMatchObject([{ code: 'PENSTOCK_NOT_REFRESHED', cause: { code: 'PENSTOCK_UNREACHABLE' } }]);
  });

  test('commits do not wait for it', async () => {
    let committed = 0;
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    model.onBulk = () => undefined;
    model.onRefresh = () => 'hang';
    const running = run(
      deliver(prices(5), { commit: async ({ offset }) => void ((committed = offset), release()) }),
      sinkTo({ requestTimeout: 300 }),
    );
    await held;
    expect(committed).toBe(5);
    expect(reports).toEqual([]);
    await running;
    expect(reports).toHaveLength(1);
  });
});

test('refresh must be true or false', () => {
  expect(() => sinkTo({ refresh: 'wait_for' as never })).toThrow(
    expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }),
  );
});
