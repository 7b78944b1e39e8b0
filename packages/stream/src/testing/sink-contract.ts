import { deepEqual, equal, ok } from 'node:assert/strict';
import { deliver } from '../source/deliver.ts';
import type { DeliverOptions } from '../source/deliver.ts';
import type { Receipt } from '../delivery/receipt.ts';
import type { Sink } from '../delivery/flow.ts';
import { run } from '../run.ts';
import { tap } from 'rxjs';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A sink under test, over its own empty store. */
export interface SinkUnderTest<T> {
  readonly sink: Sink<T>;
  /** Returns a value that the store accepts, different for each `n`. */
  value(n: number): T;
  /** Returns the durable content of the store: values by id. */
  stored(): Promise<ReadonlyMap<string, T>>;
  close(): Promise<void>;
}

/**
 * The contract suite of sinks, as cases for any test runner. A sink stores each record once under its id and keeps the
 * newest record of an id. It emits one receipt for each record, and a replay changes nothing. It writes its batch while
 * the source has no credit, and at the end everything is committed.
 *
 * @example
 * ```ts
 * const openSink = async (): Promise<SinkUnderTest<number>> => {
 *   const rows = new Map<string, number>();
 *   const sink = toSink<number>(async (batch) => batch.forEach(({ id, value }) => rows.set(id, value)));
 *   return { sink, value: (n) => n, stored: async () => rows, close: async () => rows.clear() };
 * };
 * for (const { name, run } of sinkContract(openSink)) test(name, run);
 * ```
 */
export const sinkContract = <T>(open: () => Promise<SinkUnderTest<T>>): readonly ContractCase[] => {
  const withSink = (name: string, check: (under: SinkUnderTest<T>) => Promise<void>) => contractCase(name, open, check);
  const write = async (under: SinkUnderTest<T>, count: number, options: Partial<DeliverOptions<T>> = {}) => {
    const numbered = Array.from({ length: count }, (_, n) => ({ id: `id-${n}`, value: under.value(n) }));
    const receipts: Receipt[] = [];
    const ids = new Map(numbered.map(({ id, value }) => [value, id]));
    const flow = deliver(
      numbered.map(({ value }) => value),
      { topic: 'contract', id: (value) => ids.get(value)!, ...options },
    );
    const counts = await run(flow, (elements) => under.sink(elements).pipe(tap((receipt) => receipts.push(receipt))));
    return { counts, receipts, numbered };
  };
  return [
    withSink('stores every record under its id', async (under) => {
      const { numbered } = await write(under, 257);
      deepEqual(new Map(await under.stored()), new Map(numbered.map(({ id, value }) => [id, value])));
    }),
    withSink('emits one receipt for each record', async (under) => {
      const { receipts, counts } = await write(under, 100);
      equal(receipts.length, 100);
      equal(new Set(receipts.map(({ id }) => id)).size, 100);
      ok(receipts.every(({ outcome }) => outcome === 'written'));
      equal(counts.written, 100);
    }),
    withSink('stores each record once when the records are written again', async (under) => {
      await write(under, 60);
      const { counts } = await write(under, 60);
      equal(counts.written + counts.unchanged, 60);
      equal((await under.stored()).size, 60);
    }),
    withSink('keeps the newest record of an id', async (under) => {
      const values = Array.from({ length: 60 }, (_, n) => under.value(n));
      const ids = new Map(values.map((value, n) => [value, `id-${n % 3}`]));
      await run(deliver(values, { topic: 'contract', id: (value) => ids.get(value)! }), under.sink);
      const newest = [57, 58, 59].map((n) => [`id-${n % 3}`, values[n]!] as const);
      deepEqual(new Map(await under.stored()), new Map(newest));
    }),
    withSink('writes an incomplete batch while the source has no credit', async (under) => {
      const { counts } = await write(under, 50, { maxInFlight: 7 });
      equal(counts.written, 50);
      equal((await under.stored()).size, 50);
    }),
    withSink('acknowledges every written record, so that all are committed', async (under) => {
      let committed = 0;
      await write(under, 40, { commitEvery: 5, commit: async ({ offset }) => void (committed = offset) });
      equal(committed, 40);
    }),
    withSink('completes on an empty flow', async (under) => {
      const { counts } = await write(under, 0);
      equal(counts.received, 0);
      equal((await under.stored()).size, 0);
    }),
  ];
};
