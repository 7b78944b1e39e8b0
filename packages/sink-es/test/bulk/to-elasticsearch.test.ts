import { Client } from '@elastic/elasticsearch';
import { createFlow, deliver, run } from '@penstock/stream';
import type { FlowOutput, LaneOutput, Receipt } from '@penstock/stream';
import { sinkContract } from '@penstock/stream/testing';
import { Client as Client8 } from 'elasticsearch-8';
import { asyncScheduler, tap } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import type { RetryReport } from '../../src/index.ts';
import { eachModel } from '../server/each-model.ts';
import { startModel } from '../server/model.ts';
import type { ModelServer } from '../server/model.ts';
import type { Price, PriceOptions } from './price.ts';

let model: ModelServer;
let client: Client;
const soon = { retry: { initialDelay: 1, maxDelay: 4 } } as const;
const prices = (count: number, from = 0): Price[] =>
  Array.from({ length: count }, (_, n) => ({ day: `day-${from + n}`, close: from + n + 0.5 }));
const flow = (records: readonly Price[]) => deliver(records, { topic: 'prices', id: ({ day }) => day });
const sinkTo = (options: PriceOptions = {}) => toElasticsearch<Price>(client, { index: 'prices', ...soon, ...options });
const stored = () => model.indices.get('prices') ?? new Map<string, { source: unknown }>();

eachModel((server, itsClient) => {
  model = server;
  client = itsClient;
});

describe('the sink contract', () => {
  const cases = sinkContract<Price>(async () => {
    const server = await startModel();
    const own = new Client({ node: server.url });
    return {
      sink: toElasticsearch<Price>(own, { index: 'contract', maxBatch: 50, ...soon }),
      value: (n) => ({ day: `day-${n}`, close: n }),
      stored: async () =>
        new Map(
          [...(server.indices.get('contract') ?? [])].map(([id, { source }]) => [id, source as unknown as Price]),
        ),
      close: async () => {
        await own.close();
        await server.close();
      },
    };
  });
  for (const { name, run: check } of cases) test(name, check);
});

describe('toElasticsearch', () => {
  test('writes each record under its id, and counts created and updated documents separately', async () => {
    const first = sinkTo();
    await run(flow(prices(7)), first);
    const second = sinkTo();
    const counts = await run(flow(prices(10)), second);
    expect(first.counts).toMatchObject({ created: 7, updated: 0 });
    expect(second.counts).toMatchObject({ created: 3, updated: 7 });
    expect(counts.written).toBe(10);
    expect(stored().get('day-3')?.source).toEqual({ day: 'day-3', close: 3.5 });
  });

  test('sends at most maxBatch documents and maxBytes bytes in a request', async () => {
    await run(flow(prices(95)), sinkTo({ maxBatch: 30 }));
    expect(model.bulks.map(({ lines }) => lines.length)).toEqual([30, 30, 30, 5]);
    model.bulks.length = 0;
    await run(flow(prices(95)), sinkTo({ maxBytes: 1_000 }));
    expect(Math.max(...model.bulks.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_000);
    expect(model.bulks.length).toBeLessThan(12);
  });

  test('sends a document above maxBytes alone', async () => {
    const long = { day: 'x'.repeat(3_000), close: 1 };
    await run(
      deliver([prices(1)[0]!, long, prices(2)[1]!], { id: ({ close }) => `${close}` }),
      sinkTo({ maxBytes: 1_000 }),
    );
    expect(model.bulks.map(({ lines }) => lines.length)).toEqual([1, 1, 1]);
  });

  test('writes text in any script, with code points of one to four bytes', async () => {
    const odd = ['ü', '价格', '😀', '\u2028', 'line\nbreak', '"quote"', '\u0000'].map((text, n) => ({
      day: text.repeat(40_000),
      close: n,
    }));
    await run(deliver(odd, { id: ({ close, day }) => `${day.slice(0, 2)}${close}` }), sinkTo());
    expect([...stored().values()].map(({ source }) => source)).toEqual(odd);
  });

  test('measures maxAge from the oldest buffered document, so that a slow stream is written on time', async () => {
    const sink = sinkTo({ maxAge: 60 });
    const trickle = async function* () {
      for (const price of prices(12)) {
        yield price;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await run(deliver(trickle(), { id: ({ day }) => day }), sink);
    // 12 documents, 20 ms apart. A timer that restarted with each document would have sent one request, at the end.
    expect(model.bulks.length).toBeGreaterThanOrEqual(3);
  });

  test('writes before maxAge when the source has no credit left', async () => {
    const sink = sinkTo({ maxAge: '1h' });
    await run(deliver(prices(10), { id: ({ day }) => day, maxInFlight: 4 }), sink);
    expect(sink.counts.created).toBe(10);
  });

  test('keeps as many requests open as concurrency allows', async () => {
    model.onBulk = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 5));
    await run(flow(prices(100)), sinkTo({ maxBatch: 10, concurrency: 3 }));
    expect(model.mostOpen).toBe(3);
  });

  test('raises the number of open requests to what the server can handle', async () => {
    model.onBulk = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 12));
    await run(flow(prices(3_000)), sinkTo({ maxBatch: 10, concurrency: { min: 1, max: 6 } }));
    expect(model.mostOpen).toBeGreaterThan(3);
  });

  test('keeps fewer requests open when the server refuses them', async () => {
    let open = 0;
    model.onBulk = async () => {
      open += 1;
      await new Promise((resolve) => setTimeout(resolve, 3));
      open -= 1;
      return open >= 2 ? { status: 429 } : undefined;
    };
    const sink = sinkTo({ maxBatch: 10, concurrency: { min: 1, max: 6 } });
    await run(flow(prices(1_000)), sink);
    expect(sink.counts.created).toBe(1_000);
    expect(model.mostOpen).toBeLessThanOrEqual(4);
  });

  test('never has two writes of one id open at the same time', async () => {
    const writes = Array.from({ length: 60 }, (_, n) => ({ day: `day-${n % 3}`, close: n }));
    let failures = 0;
    model.onItem = ({ source }) => {
      if (((source['close'] as number) + failures) % 4 !== 0) return undefined;
      failures += 1;
      return { status: 503, error: { type: 'unavailable_shards_exception', reason: 'later' } };
    };
    await run(flow(writes), sinkTo({ maxBatch: 4, concurrency: 4 }));
    for (const day of ['day-0', 'day-1', 'day-2']) {
      const ofDay = model.applied.filter(({ id }) => id === day).map(({ source }) => source['close'] as number);
      expect(ofDay).toEqual(ofDay.toSorted((a, b) => a - b));
      expect(ofDay).toHaveLength(20);
    }
  });

  test('writes no more records of a revoked partition, nor those that waited for its writes', async () => {
    let opened!: (open: { output: FlowOutput<Price>; lanes: ReadonlyArray<LaneOutput<Price>> }) => void;
    const open = new Promise<{ output: FlowOutput<Price>; lanes: ReadonlyArray<LaneOutput<Price>> }>(
      (resolve) => (opened = resolve),
    );
    const stop = new AbortController();
    const source = createFlow<Price>({
      start: async (output) => {
        opened({
          output,
          lanes: await output.assign([0, 1].map((partition) => ({ topic: 'prices', partition, offset: 0 }))),
        });
        await new Promise((resolve) => output.signal.addEventListener('abort', resolve));
      },
    });
    model.onBulk = ({ lines }) => (lines.some(({ id }) => id === 'gone') ? { status: 503 } : undefined);
    let retries = 0;
    const running = run(source, sinkTo({ maxBatch: 2, concurrency: 1, onRetry: () => (retries += 1) }), {
      signal: stop.signal,
    });
    const { output, lanes } = await open;
    // Three writes of one day in the lane that is revoked, and one of another day in the lane that stays.
    for (const offset of [0, 1, 2]) lanes[0]!.next({ value: { day: 'gone', close: offset }, offset, id: 'gone' });
    lanes[1]!.next({ value: { day: 'kept', close: 1 }, offset: 0, id: 'kept' });
    await vi.waitUntil(() => retries > 0);
    await output.revoke([lanes[0]!]);
    await vi.waitUntil(() => stored().has('kept'));
    stop.abort();
    expect((await running).written).toBe(1);
    expect([...stored().keys()]).toEqual(['kept']);
  });

  test('takes the index, the operation and the routing from each record', async () => {
    const sink = sinkTo({
      index: ({ close }) => (close < 5 ? 'low' : 'high'),
      opType: ({ close }) => (close === 7.5 ? 'delete' : 'index'),
      routing: ({ day }) => day.at(-1),
    });
    model.indices.set('high', new Map([['day-7', { source: {}, version: 1 }]]));
    await run(flow(prices(10)), sink);
    expect([...model.indices.get('low')!.keys()]).toHaveLength(5);
    expect([...model.indices.get('high')!.keys()]).toHaveLength(4);
    expect(sink.counts.deleted).toBe(1);
    expect(model.bulks[0]!.path).toBe('/_bulk');
    expect(model.bulks[0]!.lines[3]!.meta['routing']).toBe('3');
  });

  test('rejects values that are not objects, and writes the others', async () => {
    const records: unknown[] = [prices(1)[0], 7, undefined, { big: 1n }, [1], null, prices(2)[1]];
    const sink = toElasticsearch<unknown>(client, { index: 'prices' });
    const receipts: Receipt[] = [];
    const counts = await run(deliver(records, { onReject: 'skip' }), (elements) =>
      sink(elements).pipe(tap((receipt) => receipts.push(receipt))),
    );
    expect(counts).toMatchObject({ written: 2, rejected: 5, skipped: 5 });
    expect(
      receipts.filter(({ outcome }) => outcome === 'rejected').map(({ error }) => (error as { code: string }).code),
    ).toEqual(Array(5).fill('PENSTOCK_BAD_DOCUMENT'));
  });

  test.each(['id', 'routing'] as const)(
    'rejects an %s with an unpaired surrogate, since the server would map two of them to one',
    async (option) => {
      const halves = ['\ud800', '\ud801', 'a\udc00', 'whole \u{1F4B0}'];
      const sink = sinkTo({ [option]: ({ day }: Price) => day });
      const receipts: Receipt[] = [];
      const source = deliver(
        halves.map((day): Price => ({ day, close: 1 })),
        { onReject: 'skip' },
      );
      const counts = await run(source, (elements) => sink(elements).pipe(tap((receipt) => receipts.push(receipt))));
      expect(counts).toMatchObject({ written: 1, rejected: 3 });
      expect(receipts.map(({ error }) => (error as { code?: string } | undefined)?.code)).toEqual([
        ...Array<string>(3).fill('PENSTOCK_BAD_DOCUMENT'),
        undefined,
      ]);
    },
  );

  test('rejects the record whose option function throws', async () => {
    const sink = sinkTo({
      index: ({ close }) => {
        if (close > 1) throw new Error('no index for it');
        return 'prices';
      },
    });
    const counts = await run(deliver(prices(3), { onReject: 'skip' }), sink);
    expect(counts).toMatchObject({ written: 1, rejected: 2 });
  });

  test('aborts its request and clears its timers when it is unsubscribed', async () => {
    model.onBulk = () => 'hang';
    const told: unknown[] = [];
    const subscription = sinkTo({ maxBatch: 5, onRetry: (report) => told.push(report) })(flow(prices(10))).subscribe({
      error: (error) => told.push(error),
    });
    await vi.waitUntil(() => model.bulks.length === 2);
    const gone = model.closed();
    subscription.unsubscribe();
    await gone;
    expect(told).toEqual([]);
  });

  test.each([
    [{ index: '' }, 'index'],
    [{ maxBatch: 0 }, 'maxBatch'],
    [{ maxBytes: 1.5 }, 'maxBytes'],
    [{ maxAge: '5 parsecs' }, 'maxAge'],
    [{ concurrency: 0 }, 'concurrency'],
    [{ concurrency: { min: 3, max: 2 } }, 'concurrency.min'],
    [{ opType: 'upsert' }, 'opType'],
    [{ maxAge: -1 }, 'maxAge'],
    [{ startTimeout: NaN }, 'startTimeout'],
    [{ requestTimeout: 0 }, 'requestTimeout'],
    [{ retry: { maxDelay: -1 } }, 'retry.maxDelay'],
    [{ retry: { maxDelay: Infinity } }, 'retry.maxDelay'],
    [{ retry: { initialDelay: 0 } }, 'retry.initialDelay'],
    [{ retry: { initialDelay: 20, maxDelay: 10 } }, 'retry.maxDelay'],
    [{ retry: { maxRetryAfter: Infinity } }, 'retry.maxRetryAfter'],
    [{ retry: { giveUpAfter: 'always' } }, 'retry.giveUpAfter'],
  ])('throws for %j before the flow starts', (options, named) => {
    expect(() => sinkTo(options as never)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(named) }),
    );
  });
});

describe('durations', () => {
  test.each(['25d', '100w', Infinity] as const)('of %s do not end at once', async (long) => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning.name);
    process.on('warning', onWarning);
    const sink = sinkTo({
      maxAge: long,
      startTimeout: long,
      requestTimeout: long,
      retry: { ...soon.retry, giveUpAfter: long },
    });
    // The answer takes longer than a timer that fires at once.
    model.onBulk = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 30));
    expect((await run(flow(prices(5)), sink)).written).toBe(5);
    process.off('warning', onWarning);
    expect(sink.counts.requests).toBe(1);
    expect(warnings).toEqual([]);
  });

  test('an initialDelay above the default maxDelay raises maxDelay', () => {
    expect(() => sinkTo({ retry: { initialDelay: '30s' } })).not.toThrow();
  });
});

/** A scheduler that records the delays of its timers. */
const notingScheduler = () => {
  const delays: number[] = [];
  const scheduler: SchedulerLike = {
    now: () => Date.now(),
    schedule: ((work: () => void, delay = 0) => {
      delays.push(delay);
      return asyncScheduler.schedule(work, delay);
    }) as SchedulerLike['schedule'],
  };
  return { scheduler, delays };
};

describe('the answer to one document', () => {
  const answering = (status: number, type: string) => {
    let left = 1;
    model.onItem = ({ id }) =>
      id === 'day-2' && left-- > 0 ? { status, error: { type, reason: `because ${type}` } } : undefined;
  };
  const one = async (options: PriceOptions = {}) => {
    const receipts: Receipt[] = [];
    const reports: RetryReport[] = [];
    const sink = sinkTo({ onRetry: (report) => reports.push(report), ...options });
    const counts = await run(deliver(prices(5), { id: ({ day }) => day, onReject: 'skip' }), (elements) =>
      sink(elements).pipe(tap((receipt) => receipts.push(receipt))),
    );
    return { sink, counts, reports, receipt: receipts.find(({ id }) => id === 'day-2')! };
  };

  test.each([
    [429, 'es_rejected_execution_exception'],
    [429, 'cluster_block_exception'],
    [500, 'internal_error'],
    [502, 'bad_gateway'],
    [503, 'unavailable_shards_exception'],
    [504, 'timeout'],
  ])('%i %s: only this document is sent again', async (status, type) => {
    answering(status, type);
    const { counts, reports } = await one();
    expect(counts).toMatchObject({ written: 5, rejected: 0 });
    expect(reports).toMatchObject([{ documents: 1, attempt: 1, status, reason: `because ${type}` }]);
    expect(model.bulks.map(({ lines }) => lines.length)).toEqual([5, 1]);
  });

  test.each([
    [400, 'document_parsing_exception'],
    [400, 'mapper_parsing_exception'],
    [404, 'document_missing_exception'],
    [409, 'version_conflict_engine_exception'],
    [413, 'content_too_long'],
  ])('%i %s rejects that record, with the reason', async (status, type) => {
    answering(status, type);
    const { counts, receipt } = await one();
    expect(counts).toMatchObject({ written: 4, rejected: 1 });
    expect(receipt).toMatchObject({
      outcome: 'rejected',
      error: {
        code: 'PENSTOCK_DOCUMENT_REJECTED',
        message: expect.stringContaining(`because ${type}`),
        cause: { status, type },
      },
    });
  });

  test('409 on update: the document is sent again', async () => {
    answering(409, 'version_conflict_engine_exception');
    const { counts } = await one({ opType: 'update' });
    expect(counts).toMatchObject({ written: 5, rejected: 0 });
    expect(model.bulks).toHaveLength(2);
  });

  test('404 on delete counts as unchanged', async () => {
    const { counts, sink } = await one({ opType: 'delete' });
    expect(counts).toMatchObject({ written: 0, unchanged: 5, rejected: 0 });
    expect(sink.counts.unchanged).toBe(5);
  });

  test('an update without a change counts as unchanged', async () => {
    await one({ opType: 'update' });
    const { sink } = await one({ opType: 'update' });
    expect(sink.counts).toMatchObject({ created: 0, updated: 0, unchanged: 5 });
  });

  test.each([
    [401, 'security_exception', 'PENSTOCK_UNAUTHORIZED'],
    [403, 'security_exception', 'PENSTOCK_FORBIDDEN'],
    [404, 'index_not_found_exception', 'PENSTOCK_INDEX_MISSING'],
  ])('%i %s stops the flow', async (status, type, code) => {
    answering(status, type);
    await expect(one()).rejects.toMatchObject({ code, message: expect.stringContaining(type) });
  });
});

describe('the answer to a request', () => {
  const failing = (...faults: Array<Awaited<ReturnType<ModelServer['onBulk']>>>) => {
    model.onBulk = () => faults.shift();
  };

  test.each([429, 500, 502, 503, 504])('%i: the request is sent again', async (status) => {
    failing({ status }, { status });
    const reports: RetryReport[] = [];
    const sink = sinkTo({ onRetry: (report) => reports.push(report) });
    await run(flow(prices(5)), sink);
    expect(stored().size).toBe(5);
    expect(reports.map(({ attempt, status, documents }) => [attempt, status, documents])).toEqual([
      [1, status, 5],
      [2, status, 5],
    ]);
    expect(sink.counts).toMatchObject({ created: 5, retried: 10, requests: 3 });
  });

  test('a broken connection, before or after the write: the request is sent again', async () => {
    failing('reset', 'reset after writing');
    const sink = sinkTo();
    await run(flow(prices(5)), sink);
    expect(stored().size).toBe(5);
    expect(sink.counts).toMatchObject({ created: 0, updated: 5 });
  });

  test('no answer within requestTimeout: the request is sent again', async () => {
    failing('hang');
    const sink = sinkTo({ requestTimeout: 50 });
    await run(flow(prices(5)), sink);
    expect(sink.counts).toMatchObject({ created: 5, requests: 2 });
  });

  test('a timeout of one request does not abort the others', async () => {
    let first = true;
    model.onBulk = async () => {
      if (!first) return new Promise((resolve) => setTimeout(() => resolve(undefined), 60));
      first = false;
      return 'hang';
    };
    const reports: RetryReport[] = [];
    await run(
      flow(prices(20)),
      sinkTo({ requestTimeout: 100, maxBatch: 5, concurrency: 4, onRetry: (report) => reports.push(report) }),
    );
    // The client ends a request that times out by its signal, so requests must not share a signal.
    expect(reports.filter(({ reason }) => reason.includes('aborted'))).toEqual([]);
    expect(stored().size).toBe(20);
  });

  test('a Retry-After in seconds sets the wait', async () => {
    failing({ status: 429, headers: { 'retry-after': '1' } });
    const waits: number[] = [];
    await run(flow(prices(5)), sinkTo({ onRetry: ({ wait }) => waits.push(wait) }));
    expect(waits).toEqual([1_000]);
  });

  test('a Retry-After with a date sets the wait, by the clock of the server', async () => {
    failing({
      status: 503,
      headers: { date: 'Tue, 01 Jan 2030 10:00:00 GMT', 'retry-after': 'Tue, 01 Jan 2030 10:00:02 GMT' },
    });
    const waits: number[] = [];
    await run(flow(prices(5)), sinkTo({ onRetry: ({ wait }) => waits.push(wait) }));
    expect(waits).toEqual([2_000]);
  });

  test.each(['1e9', '0x10', '-1', 'soon', '2026-11-28T12:00:00Z', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
    'an invalid or past Retry-After, %s, leaves the default wait',
    async (header) => {
      failing({ status: 429, headers: { 'retry-after': header } });
      const waits: number[] = [];
      await run(flow(prices(5)), sinkTo({ onRetry: ({ wait }) => waits.push(wait) }));
      expect(waits).toEqual([1]);
    },
  );

  test('a Retry-After of 46 days is cut to maxRetryAfter, and the report has the actual wait', async () => {
    failing({ status: 429, headers: { 'retry-after': '4000000' } });
    const { scheduler, delays } = notingScheduler();
    const waits: number[] = [];
    await run(
      flow(prices(5)),
      sinkTo({ scheduler, retry: { ...soon.retry, maxRetryAfter: 30 }, onRetry: ({ wait }) => waits.push(wait) }),
    );
    expect(waits).toEqual([30]);
    expect(delays).toContain(30);
    expect(model.bulks).toHaveLength(2);
  });

  test('a Retry-After of 46 days does not cause requests without a wait', async () => {
    model.onBulk = () => ({ status: 429, headers: { 'retry-after': '4000000' } });
    const waits: number[] = [];
    const subscription = sinkTo({ onRetry: ({ wait }) => waits.push(wait) })(flow(prices(5))).subscribe();
    await vi.waitUntil(() => waits.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    subscription.unsubscribe();
    expect(waits).toEqual([3_600_000]);
    expect(model.bulks).toHaveLength(1);
  });

  test('a Retry-After beyond giveUpAfter fails without a wait', async () => {
    model.onBulk = () => ({ status: 503, headers: { 'retry-after': '3600' } });
    const waits: number[] = [];
    const sink = sinkTo({
      retry: { initialDelay: 1, maxDelay: 2, giveUpAfter: 20 },
      onRetry: ({ wait }) => waits.push(wait),
    });
    await expect(run(flow(prices(5)), sink)).rejects.toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
    expect(Math.max(...waits)).toBeLessThanOrEqual(20);
  });

  test('a request refused with 413 is halved, and a single document that is too large is rejected', async () => {
    model.onBulk = ({ lines, bytes }) =>
      bytes > 400 || lines.some(({ id }) => id === 'day-6') ? { status: 413 } : undefined;
    const counts = await run(deliver(prices(20), { id: ({ day }) => day, onReject: 'skip' }), sinkTo());
    expect(counts).toMatchObject({ written: 19, rejected: 1 });
    expect([...stored().keys()]).not.toContain('day-6');
  });

  test('a request refused for one document is halved until that document is alone', async () => {
    model.onBulk = ({ lines }) =>
      lines.some(({ id }) => id === 'day-6')
        ? { status: 400, body: { error: { type: 'action_request_validation_exception', reason: 'id is too long' } } }
        : undefined;
    const receipts: Receipt[] = [];
    const sink = sinkTo();
    await run(deliver(prices(20), { id: ({ day }) => day, onReject: 'skip' }), (elements) =>
      sink(elements).pipe(tap((receipt) => receipts.push(receipt))),
    );
    expect(receipts.filter(({ outcome }) => outcome === 'rejected')).toMatchObject([
      { id: 'day-6', error: { message: expect.stringContaining('id is too long') } },
    ]);
    expect(stored().size).toBe(19);
  });

  test.each([
    [401, 'PENSTOCK_UNAUTHORIZED'],
    [403, 'PENSTOCK_FORBIDDEN'],
    [404, 'PENSTOCK_BAD_RESPONSE'],
    [405, 'PENSTOCK_BAD_RESPONSE'],
  ])('%i stops the flow without a retry', async (status, code) => {
    failing({ status });
    await expect(run(flow(prices(5)), sinkTo())).rejects.toMatchObject({ code });
    expect(model.bulks).toHaveLength(1);
  });

  test('an answer that lacks items stops the flow', async () => {
    failing({ status: 200, body: { errors: false, items: [{ index: { status: 201 } }] } });
    await expect(run(flow(prices(5)), sinkTo())).rejects.toMatchObject({ code: 'PENSTOCK_BAD_RESPONSE' });
  });

  test('an outage longer than giveUpAfter stops the flow', async () => {
    model.onBulk = () => ({ status: 503 });
    await expect(
      run(flow(prices(5)), sinkTo({ retry: { initialDelay: 1, maxDelay: 2, giveUpAfter: 20 } })),
    ).rejects.toMatchObject({ code: 'PENSTOCK_UNAVAILABLE' });
  });

  test('an outage is a process warning without onRetry', async () => {
    failing(...Array.from({ length: 5 }, () => ({ status: 503 })));
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    await run(flow(prices(5)), sinkTo());
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('503'), { code: 'PENSTOCK_UNAVAILABLE' });
    warned.mockRestore();
  });
});

describe('the first connection', () => {
  test('fails after startTimeout', async () => {
    await model.close();
    const began = performance.now();
    await expect(run(flow(prices(5)), sinkTo({ startTimeout: 600 }))).rejects.toMatchObject({
      code: 'PENSTOCK_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('waits for a server that is still starting', async () => {
    let asked = 0;
    model.onRoot = () => ((asked += 1) < 3 ? { status: 503 } : undefined);
    const sink = sinkTo();
    await run(flow(prices(5)), sink);
    expect(sink.counts.created).toBe(5);
  });

  test('fails at once on a refused login', async () => {
    model.onRoot = () => ({
      status: 401,
      body: { error: { type: 'security_exception', reason: 'unable to authenticate' } },
    });
    await expect(run(flow(prices(5)), sinkTo())).rejects.toMatchObject({
      code: 'PENSTOCK_UNAUTHORIZED',
      message: expect.stringContaining('unable to authenticate'),
    });
  });

  test('works without the version if the login may only write', async () => {
    model.onRoot = () => ({ status: 403 });
    const sink = sinkTo();
    await run(flow(prices(5)), sink);
    expect(sink.counts.created).toBe(5);
    expect(model.bulks[0]!.headers['content-type']).toBe('application/x-ndjson');
  });

  test('fails at once on a server that is not Elasticsearch', async () => {
    model.onRoot = () => ({ status: 200, headers: { 'x-elastic-product': 'Somesearch' }, body: {} });
    await expect(run(flow(prices(5)), sinkTo())).rejects.toMatchObject({ code: 'PENSTOCK_NOT_ELASTICSEARCH' });
  });

  test('fails at once on a server before 7.17', async () => {
    model.version = '7.10.2';
    await expect(run(flow(prices(5)), sinkTo())).rejects.toMatchObject({ code: 'PENSTOCK_VERSION_UNSUPPORTED' });
  });

  test('shows no password in its errors', async () => {
    await model.close();
    const login = new Client({ node: model.url.replace('//', '//elastic:secret@') });
    const failure = await run(
      flow(prices(5)),
      toElasticsearch<Price>(login, { index: 'prices', startTimeout: 100 }),
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'PENSTOCK_UNREACHABLE' });
    expect(JSON.stringify([String(failure), (failure as Error).cause, (failure as Error).stack])).not.toContain(
      'secret',
    );
    await login.close();
  });

  test.each([
    ['7.17.29', 'application/x-ndjson'],
    ['8.19.21', 'application/vnd.elasticsearch+x-ndjson; compatible-with=8'],
    ['9.5.3', 'application/vnd.elasticsearch+x-ndjson; compatible-with=9'],
    ['10.0.0', 'application/vnd.elasticsearch+x-ndjson; compatible-with=9'],
  ])('sends bulk requests to %s as %s, with clients 8 and 9', async (version, type) => {
    model.version = version;
    const client8 = new Client8({ node: model.url });
    await run(flow(prices(5)), sinkTo());
    await run(flow(prices(5)), toElasticsearch<Price>(client8, { index: 'prices' }));
    expect(model.bulks.map(({ headers }) => headers['content-type'])).toEqual([type, type]);
    await client8.close();
  });
});
