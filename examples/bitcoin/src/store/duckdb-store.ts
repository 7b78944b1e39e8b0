import { DOUBLE, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { toSink } from '@penstock/stream';
import type { WriteOutcome } from '@penstock/stream';
import { toJson } from '@penstock/stream/sink';
import type { ResultIndex } from '../dashboard/result-index.ts';
import { createTable, tableOf } from '../duckdb/document-table.ts';
import { inTransaction } from '../duckdb/in-transaction.ts';
import { openStoreFile } from '../duckdb/open-store-file.ts';
import { upsertDocuments } from '../duckdb/upsert-documents.ts';
import type { Document } from '../prices/document.ts';
import { sourceNames, versionOf } from '../prices/ranking.ts';
import type { SourceName } from '../prices/ranking.ts';
import type { Store } from './store.ts';

const columns = {
  Date: 'VARCHAR PRIMARY KEY',
  Open: 'DOUBLE',
  High: 'DOUBLE',
  Low: 'DOUBLE',
  Close: 'DOUBLE',
  'Adj Close': 'DOUBLE',
  Volume: 'DOUBLE',
  '@timestamp': 'DOUBLE',
  Source: 'VARCHAR',
  Found: 'DOUBLE',
} as const;
const names = Object.keys(columns) as Array<keyof typeof columns>;
const quoted = names.map((name) => `"${name}"`);
const table = 'bitcoin_kafka';

const create = `CREATE TABLE IF NOT EXISTS ${table} (${names.map((name) => `"${name}" ${columns[name]}`).join(', ')})`;
// Rows of a store that an earlier version made have no source.
const extend = `
  ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS "Source" VARCHAR DEFAULT 'unknown';
  ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS "Found" DOUBLE DEFAULT 0`;

const version = (row: string): string =>
  `(list_position([${sourceNames.map((name) => `'${name}'`).join(', ')}], ${row}."Source"), ${row}."Found")`;

// A parameter is a list with the values of a column, so that one statement serves batches of any size.
const upsert = `
  INSERT INTO ${table} (${quoted.join(', ')})
  SELECT ${quoted.map((_, index) => `unnest($${index + 1})`).join(', ')}
  ON CONFLICT ("Date") DO UPDATE SET ${quoted
    .slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}
  WHERE ${version('excluded')} > ${version(table)}
  RETURNING "Date"`;

/** Opens the store in `directory`, and creates it if missing; throws `PENSTOCK_STORE_UNREADABLE`. */
export const duckdbStore = async (directory: string): Promise<Store> => {
  const { connection, close } = await openStoreFile(directory, 'bitcoin.duckdb', async (opened) => {
    await opened.run(create);
    await opened.run(extend);
    await opened.run(`SELECT "Date", ${quoted.join(', ')} FROM ${table} LIMIT 0`);
  });
  return storeOf(connection, close);
};

const storeOf = (connection: DuckDBConnection, close: () => void): Store => ({
  name: 'duckdb',
  close: async () => close(),
  sink: toSink<Document>((batch) => write(connection, batch)),
  clear: () => inTransaction(connection, async () => void (await connection.run(`DELETE FROM ${table}`))),
  async extent() {
    const reader = await connection.runAndReadAll(`SELECT count(*), min("Date"), max("Date") FROM ${table}`);
    const [documents, first, last] = reader.getRowsJS()[0]! as [bigint, string | null, string | null];
    const bySource = await connection.runAndReadAll(`SELECT "Source", count(*) FROM ${table} GROUP BY "Source"`);
    const sources = Object.fromEntries(
      (bySource.getRowsJS() as Array<[SourceName, bigint]>).map(([source, count]) => [source, Number(count)]),
    );
    return { documents: Number(documents), first, last, sources };
  },
  async closes() {
    const reader = await connection.runAndReadAll(`SELECT "@timestamp", "Close" FROM ${table} ORDER BY "Date"`);
    const rows = reader.getRowsJS() as Array<[number, number]>;
    return { times: Float64Array.from(rows, ([time]) => time), values: Float64Array.from(rows, ([, close]) => close) };
  },
  async prices() {
    const reader = await connection.runAndReadAll(`SELECT ${quoted.join(', ')} FROM ${table} ORDER BY "Date"`);
    return reader.getRowObjectsJS() as unknown as readonly Document[];
  },
  async replace({ index, idOf }, documents) {
    await inTransaction(connection, async () => {
      await connection.run(createTable(index));
      await connection.run(`DELETE FROM ${tableOf(index)}`);
      await upsertDocuments(connection, index, new Map(documents.map((one) => [idOf(one), toJson(one)])));
    });
  },
  async read<T extends object>({ index }: ResultIndex<T>) {
    await connection.run(createTable(index));
    const reader = await connection.runAndReadAll(`SELECT document::VARCHAR FROM ${tableOf(index)}`);
    return (reader.getRowsJS() as Array<[string]>).map(([text]) => JSON.parse(text) as T);
  },
});

const write = async (
  connection: DuckDBConnection,
  batch: ReadonlyArray<{ readonly id: string; readonly value: Document }>,
): Promise<WriteOutcome[]> => {
  // A statement can write a row only once.
  const newest = new Map<string, Document>();
  for (const { value } of batch) {
    const other = newest.get(value.Date);
    if (!other || versionOf(value.Source, value.Found) > versionOf(other.Source, other.Found))
      newest.set(value.Date, value);
  }
  const documents = [...newest.values()];
  const lists = names.map((name) => listValue(documents.map((document) => document[name])));
  const types = names.map((name) => LIST(columns[name] === 'DOUBLE' ? DOUBLE : VARCHAR));
  const touched = await inTransaction(connection, async () => {
    const reader = await connection.runAndReadAll(upsert, lists, types);
    return new Set(reader.getRowsJS().map(([date]) => date));
  });
  return batch.map(({ value }) =>
    touched.has(value.Date) && newest.get(value.Date) === value ? 'written' : 'unchanged',
  );
};
