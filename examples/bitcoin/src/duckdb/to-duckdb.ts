import { toSink } from '@penstock/stream';
import type { Sink, WriteOutcome } from '@penstock/stream';
import { toJson } from '@penstock/stream/sink';
import { createTable } from './document-table.ts';
import { inTransaction } from './in-transaction.ts';
import type { DuckDb } from './open-duckdb.ts';
import { upsertDocuments } from './upsert-documents.ts';

/** Where {@link toDuckDb} writes. */
export interface ToDuckDbOptions {
  /** Name of the table, which is created if missing. */
  readonly index: string;
}

/**
 * Writes values to DuckDB as documents, with the call shape of `toElasticsearch`.
 *
 * A document is stored under its delivery's id and replaces an earlier one of that id, so a repeated delivery changes
 * nothing. A value that JSON would change, such as one with `NaN`, is rejected alone.
 *
 * @example
 * ```ts
 * const store = await openDuckDb('prices.duckdb');
 * await run(deliver(candles, { id: ({ time }) => String(time) }), toDuckDb(store, { index: 'bitcoin' }));
 * ```
 */
export const toDuckDb = <T>({ connection }: DuckDb, { index }: ToDuckDbOptions): Sink<T> =>
  toSink<T>(async (batch) => {
    // A statement can write a row only once, so the last document of an id replaces those before it.
    const documents = new Map<string, string>();
    const outcomes = batch.map(({ id, value }): WriteOutcome => {
      try {
        documents.set(id, toJson(value));
        return 'written';
      } catch (error) {
        return { rejected: error };
      }
    });
    await inTransaction(connection, async () => {
      await connection.run(createTable(index));
      await upsertDocuments(connection, index, documents);
    });
    return outcomes;
  });
