import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError, toSink } from '@penstock/stream';
import { toJson } from '@penstock/stream/internal';
import { reasonText } from '@penstock/stream/error';
import { createTable, tableOf } from '../../duckdb/document-table.ts';
import { inTransaction } from '../../duckdb/in-transaction.ts';
import { openDuckDb } from '../../duckdb/open-duckdb.ts';
import { upsertDocuments } from '../../duckdb/upsert-documents.ts';
import { liveIndices, rowIdOf } from './documents.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from './documents.ts';
import type { LiveQuery, LiveStore } from './live-store.ts';

/** Opens the tables of live data in `directory`, and makes them where there are none. */
export const duckdbLiveStore = async (directory: string): Promise<LiveStore> => {
  const path = join(directory, 'bitcoin-live.duckdb');
  await mkdir(directory, { recursive: true });
  const { connection, close } = await openDuckDb(path).catch((cause: unknown) => {
    throw new PenstockError(
      'PENSTOCK_STORE_UNREADABLE',
      `Expected a DuckDB store at ${path}: ${reasonText(cause)} End what else has it open, remove the file, or name ` +
        'another directory with --store.',
      { cause },
    );
  });
  for (const index of liveIndices) await connection.run(createTable(index));

  const write = (batch: ReadonlyArray<{ readonly value: LiveRow }>): Promise<void> =>
    inTransaction(connection, async () => {
      for (const index of liveIndices) {
        const rows = batch.flatMap(({ value }) => (value.index === index ? [value] : []));
        // One statement may touch a row once, so the last document of an id stands for the others.
        const documents = new Map(rows.map((row) => [rowIdOf(row), toJson(row.document)]));
        await upsertDocuments(connection, index, documents);
      }
    });
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
