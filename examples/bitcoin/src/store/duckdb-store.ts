import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DOUBLE, DuckDBInstance, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PenstockError, toSink } from '@penstock/stream';
import type { WriteOutcome } from '@penstock/stream';
import type { Document } from '../document.ts';
import type { Store } from './store.ts';

const numbers = ['Open', 'High', 'Low', 'Close', 'Adj Close', 'Volume', '@timestamp'] as const;
const quoted = numbers.map((name) => `"${name}"`);
const table = 'bitcoin_kafka';

const create = `CREATE TABLE IF NOT EXISTS ${table} ("Date" VARCHAR PRIMARY KEY, ${quoted.map((name) => `${name} DOUBLE`).join(', ')})`;

// One list a column: the statement is the same for every size of batch.
const upsert = `
  INSERT INTO ${table} ("Date", ${quoted.join(', ')})
  SELECT unnest($1), ${quoted.map((_, index) => `unnest($${index + 2})`).join(', ')}
  ON CONFLICT ("Date") DO UPDATE SET ${quoted.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE ${quoted.map((name) => `${table}.${name} IS DISTINCT FROM excluded.${name}`).join(' OR ')}
  RETURNING "Date"`;

/** Opens the store in `directory`, and makes it where there is none; throws `PENSTOCK_STORE_UNREADABLE`. */
export const duckdbStore = async (directory: string): Promise<Store> => {
  const path = join(directory, 'bitcoin.duckdb');
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  const close = (): void => {
    connection?.closeSync();
    instance?.closeSync();
  };
  try {
    await mkdir(directory, { recursive: true });
    instance = await DuckDBInstance.create(path);
    connection = await instance.connect();
    await connection.run(create);
    await connection.run(`SELECT "Date", ${quoted.join(', ')} FROM ${table} LIMIT 0`);
    return storeOf(connection, close);
  } catch (cause) {
    close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PenstockError('PENSTOCK_STORE_UNREADABLE', `Expected a DuckDB store at ${path}: ${reason} End what else has it open, remove the file, or name another directory with --store.`, { cause });
  }
};

const storeOf = (connection: DuckDBConnection, close: () => void): Store => ({
  name: 'duckdb',
  close: async () => close(),
  sink: toSink<Document>((batch) => write(connection, batch)),
  clear: () => inTransaction(connection, async () => void (await connection.run(`DELETE FROM ${table}`))),
  async extent() {
    const reader = await connection.runAndReadAll(`SELECT count(*), min("Date"), max("Date") FROM ${table}`);
    const [documents, first, last] = reader.getRowsJS()[0]! as [bigint, string | null, string | null];
    return { documents: Number(documents), first, last };
  },
  async closes() {
    const reader = await connection.runAndReadAll(`SELECT "@timestamp", "Close" FROM ${table} ORDER BY "Date"`);
    const rows = reader.getRowsJS() as Array<[number, number]>;
    return { times: Float64Array.from(rows, ([time]) => time), values: Float64Array.from(rows, ([, close]) => close) };
  },
});

const write = async (connection: DuckDBConnection, batch: ReadonlyArray<{ readonly id: string; readonly value: Document }>): Promise<WriteOutcome[]> => {
  // One statement may touch a row once, so of two versions of a day the later one stands.
  const byDate = new Map(batch.map(({ value }) => [value.Date, value]));
  const documents = [...byDate.values()];
  const lists = [
    listValue(documents.map((document) => document.Date)),
    ...numbers.map((name) => listValue(documents.map((document) => document[name]))),
  ];
  const types = [LIST(VARCHAR), ...numbers.map(() => LIST(DOUBLE))];
  const touched = await inTransaction(connection, async () => {
    const reader = await connection.runAndReadAll(upsert, lists, types);
    return new Set(reader.getRowsJS().map(([date]) => date));
  });
  return batch.map(({ value }) => (touched.has(value.Date) ? 'written' : 'unchanged'));
};

const inTransaction = async <T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> => {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A commit that failed has ended its transaction already; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
