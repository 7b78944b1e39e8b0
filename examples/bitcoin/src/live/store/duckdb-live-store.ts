import { toSink } from '@penstock/stream';
import type { WriteOutcome } from '@penstock/stream';
import { toJson } from '@penstock/stream/sink';
import { createTable, tableOf } from '../../duckdb/document-table.ts';
import { inTransaction } from '../../duckdb/in-transaction.ts';
import { openStoreFile } from '../../duckdb/open-store-file.ts';
import { upsertDocuments } from '../../duckdb/upsert-documents.ts';
import { liveIndices, rowIdOf } from './documents.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from './documents.ts';
import type { LiveQuery, LiveStore } from './live-store.ts';

/**
 * Opens the tables of live data in `directory`, and creates them if missing.
 *
 * @throws (rejects with) `PENSTOCK_STORE_UNREADABLE`.
 */
export const duckdbLiveStore = async (directory: string): Promise<LiveStore> => {
  const { connection, close } = await openStoreFile(directory, 'bitcoin-live.duckdb', async (opened) => {
    for (const index of liveIndices) await opened.run(createTable(index));
  });

  const write = async (batch: ReadonlyArray<{ readonly value: LiveRow }>): Promise<WriteOutcome[]> => {
    // A statement can write a row only once, so the last document of an id replaces those before it.
    const documents = new Map(liveIndices.map((index) => [index, new Map<string, string>()]));
    const outcomes = batch.map(({ value }): WriteOutcome => {
      try {
        documents.get(value.index)!.set(rowIdOf(value), toJson(value.document));
        return 'written';
      } catch (error) {
        return { rejected: error };
      }
    });
    await inTransaction(connection, async () => {
      for (const [index, rows] of documents) await upsertDocuments(connection, index, rows);
    });
    return outcomes;
  };
  return {
    name: 'duckdb',
    sink: toSink<LiveRow>(write, { maxBatch: 5_000 }),
    async read<I extends LiveIndex>(index: I, { exchange, from = 0 }: LiveQuery) {
      const reader = await connection.runAndReadAll(
        `SELECT document::VARCHAR FROM ${tableOf(index)}
        WHERE document->>'exchange' = $1 AND (document->>'time')::DOUBLE >= $2
        ORDER BY (document->>'time')::DOUBLE`,
        [exchange, from],
      );
      return (reader.getRowsJS() as Array<[string]>).map(([text]) => JSON.parse(text) as LiveDocuments[I]);
    },
    close: async () => close(),
  };
};
