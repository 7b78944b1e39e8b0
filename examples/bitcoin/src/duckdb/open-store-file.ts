import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PenstockError } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import { openDuckDb } from './open-duckdb.ts';
import type { DuckDb } from './open-duckdb.ts';

/**
 * Opens a file of the store in `directory`, and creates it if missing; `prepare` creates its tables.
 *
 * @throws (rejects with) `PENSTOCK_STORE_UNREADABLE` when the file cannot be opened or prepared.
 */
export const openStoreFile = async (
  directory: string,
  name: string,
  prepare: (connection: DuckDBConnection) => Promise<void>,
): Promise<DuckDb> => {
  const path = join(directory, name);
  let database: DuckDb | undefined;
  try {
    await mkdir(directory, { recursive: true });
    database = await openDuckDb(path);
    await prepare(database.connection);
    return database;
  } catch (cause) {
    database?.close();
    throw new PenstockError(
      'PENSTOCK_STORE_UNREADABLE',
      `Expected a DuckDB store at ${path}: ${reasonText(cause)} End what else has it open, remove the file, or name ` +
        'another directory with --store.',
      { cause },
    );
  }
};
