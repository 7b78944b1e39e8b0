import { Client } from '@elastic/elasticsearch';
import { deliver, PenstockError, run } from '@penstock/stream';
import type { Receipt } from '@penstock/stream';
import * as fc from 'fast-check';
import { tap } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { toElasticsearch } from '../../src/index.ts';
import { startModel } from '../server/model.ts';

interface Row {
  readonly id: string;
  readonly n: number;
  readonly text: string;
  readonly odd?: unknown;
}

/** A fault of the server for one request, or for one document in it. */
const requestFault = fc.constantFrom(
  'none',
  'none',
  'none',
  429,
  500,
  502,
  503,
  504,
  413,
  'reset',
  'reset after writing',
  'hang',
  'slow',
  'mixed',
  'mixed',
  'mixed',
) as fc.Arbitrary<'none' | 'reset' | 'reset after writing' | 'hang' | 'slow' | 'mixed' | number>;
const itemFault = fc.constantFrom(
  [429, 'es_rejected_execution_exception'],
  [503, 'unavailable_shards_exception'],
  [400, 'document_parsing_exception'],
  [409, 'version_conflict_engine_exception'],
  [400, 'index_closed_exception'],
  [403, 'security_exception'],
  [500, 'fail_processor_exception'],
) as fc.Arbitrary<[number, string]>;
const ofTarget = ['index_closed_exception', 'security_exception'];
const fatal = fc.option(fc.constantFrom(401, 403, 404), { nil: undefined, freq: 6 });

const changedByJson = [NaN, -Infinity, 1n, new Date(NaN), new Float64Array(1), new Map(), [undefined]];

const scenario = fc.record({
  ids: fc.array(fc.nat(60), { minLength: 1, maxLength: 250 }),
  sizes: fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }),
  faults: fc.array(requestFault, { maxLength: 25 }),
  itemFaults: fc.array(itemFault, { minLength: 1, maxLength: 6 }),
  fatal,
  fatalAt: fc.nat(12),
  opType: fc.constantFrom('index', 'create', 'update', 'delete', 'mixed') as fc.Arbitrary<
    'index' | 'create' | 'update' | 'delete' | 'mixed'
  >,
  versioned: fc.boolean(),
  /** True computes the index from each record, so that a refused target concerns only that record. */
  computed: fc.boolean(),
  /** Values that JSON cannot carry; every `oddEvery`-th row has one. */
  odd: fc.array(fc.constantFrom(...changedByJson), { maxLength: 3 }),
  oddEvery: fc.integer({ min: 2, max: 9 }),
  maxBatch: fc.integer({ min: 1, max: 40 }),
  maxBytes: fc.integer({ min: 100, max: 4_000 }),
  maxInFlight: fc.integer({ min: 1, max: 120 }),
  concurrency: fc.constantFrom(1, 2, 4, {}) as fc.Arbitrary<number | object>,
  stopAfter: fc.option(fc.nat(30), { nil: undefined, freq: 4 }),
});

const numRuns = process.env['PENSTOCK_LONG'] === '1' ? 5_000 : 150;

describe('toElasticsearch against a server that fails in every way', () => {
  test('every id is indexed, rejected or still uncommitted, and only errors with a code are thrown', async () => {
    const model = await startModel();
    const client = new Client({ node: model.url });
    let scenarios = 0;
    try {
      await fc.assert(
        fc.asyncProperty(scenario, async (given) => {
          model.indices.clear();
          model.bulks.length = 0;
          model.applied.length = 0;
          // An abandoned request of the previous scenario may still write, but to the index of that scenario.
          const index = `fuzz-${(scenarios += 1)}`;
          let request = 0;
          model.onBulk = async ({ lines }) => {
            if (lines[0]?.index !== index) return undefined;
            const at = request++;
            if (given.fatal !== undefined && at === given.fatalAt) return { status: given.fatal };
            const fault = given.faults[at] ?? 'none';
            if (fault === 'none' || fault === 'mixed') return undefined;
            if (fault === 'slow') {
              await new Promise((resolve) => setTimeout(resolve, at % 4));
              return undefined;
            }
            // A request with a single document cannot be halved, so 413 would reject that document.
            if (fault === 413 && lines.length === 1) return undefined;
            return typeof fault === 'number' ? { status: fault } : fault;
          };
          let item = 0;
          model.onItem = () => {
            if (given.faults[request - 1] !== 'mixed' || (item += 1) % 3 !== 0) return undefined;
            const [status, type] = given.itemFaults[item % given.itemFaults.length]!;
            return { status, error: { type, reason: 'fuzz' } };
          };

          const isOdd = (n: number): boolean => given.odd.length > 0 && n % given.oddEvery === 0;
          const rows = given.ids.map((id, n): Row => ({
            id: `r${id}`,
            n,
            text: 'é'.repeat(given.sizes[n % given.sizes.length]!),
            ...(isOdd(n) && { odd: given.odd[n % given.odd.length] }),
          }));
          const isVersioned = given.versioned && (given.opType === 'index' || given.opType === 'delete');
          const receipts: Receipt[] = [];
          const stop = new AbortController();
          let committed = 0;
          const sink = toElasticsearch<Row>(client, {
            index: given.computed ? () => index : index,
            id: ({ id }) => id,
            opType:
              given.opType === 'mixed'
                ? ({ n }) => (['index', 'create', 'update', 'delete'] as const)[n % 4]!
                : given.opType,
            ...(isVersioned && { versionType: 'external', version: ({ n }: Row) => n }),
            maxBatch: given.maxBatch,
            maxBytes: given.maxBytes,
            maxAge: 2,
            concurrency: given.concurrency,
            requestTimeout: 60,
            retry: { initialDelay: 1, maxDelay: 3 },
            onRetry: () => undefined,
          });
          const flow = deliver(rows, {
            topic: 'fuzz',
            maxInFlight: given.maxInFlight,
            onReject: 'skip',
            commitEvery: 3,
            commit: async ({ offset }) => void (committed = offset),
          });
          let received: number | undefined;
          try {
            const counts = await run(
              flow,
              (elements) =>
                sink(elements).pipe(
                  tap((receipt) => {
                    receipts.push(receipt);
                    if (receipts.length === given.stopAfter) stop.abort();
                  }),
                ),
              { signal: stop.signal },
            );
            received = counts.received;
            expect(
              given.stopAfter === undefined || receipts.length < given.stopAfter ? counts.received : rows.length,
            ).toBe(rows.length);
          } catch (error) {
            expect(error).toBeInstanceOf(PenstockError);
            const { code } = error as PenstockError;
            expect(code).toMatch(/^PENSTOCK_(UNAUTHORIZED|FORBIDDEN|BAD_RESPONSE|TARGET_REFUSED)$/);
            const stoppedByItem = !given.computed && given.itemFaults.some(([, type]) => ofTarget.includes(type));
            expect(given.fatal !== undefined || stoppedByItem).toBe(true);
          }

          // Each record is settled at most once, and only settled records are committed.
          const settled = new Set(receipts.map(({ position }) => position.offset));
          expect(settled.size).toBe(receipts.length);
          for (let offset = 0; offset < committed; offset += 1)
            expect(settled.has(offset), `offset ${offset} is committed and not settled`).toBe(true);
          if (received !== undefined) {
            expect(receipts.length).toBe(received);
            expect(committed).toBe(received);
          }
          for (const { outcome, error } of receipts) {
            if (outcome !== 'rejected') continue;
            const { code } = error as PenstockError;
            if (code !== 'PENSTOCK_BAD_DOCUMENT') expect(code).toBe('PENSTOCK_DOCUMENT_REJECTED');
          }
          // Every written record was applied, and the writes of one id were first applied in their order.
          const applied = new Map<string, number[]>();
          for (const { id, source, op } of model.applied.filter((line) => line.index === index)) {
            const n = ((op === 'update' ? source['doc'] : source) as { n?: number }).n;
            if (n !== undefined) applied.set(id, [...(applied.get(id) ?? []), n]);
          }
          for (const { outcome, position, error } of receipts) {
            const { id, n } = rows[position.offset]!;
            if (outcome === 'rejected' && !isOdd(n))
              expect((error as PenstockError).code).not.toBe('PENSTOCK_BAD_DOCUMENT');
            const isDelete = given.opType === 'delete' || (given.opType === 'mixed' && n % 4 === 3);
            if (isOdd(n) && !isDelete) expect(outcome, `row ${n} has a value that JSON cannot carry`).toBe('rejected');
            if (outcome === 'written' && !isDelete)
              expect(applied.get(id), `row ${n} of ${id} was never applied`).toContain(n);
          }
          for (const [id, order] of applied)
            expect(order, `writes of ${id}`).toEqual(order.toSorted((one, other) => one - other));
        }),
        { numRuns, interruptAfterTimeLimit: process.env['PENSTOCK_LONG'] === '1' ? 600_000 : 45_000 },
      );
    } finally {
      await client.close();
      await model.close();
    }
  }, 700_000);
});
