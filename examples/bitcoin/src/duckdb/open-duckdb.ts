import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';

/** An open DuckDB database. */
export interface DuckDb {
  readonly connection: DuckDBConnection;
  /** Closes the database; a file may then be opened by another process. */
  close(): void;
}

/** Opens the database in the file at `path`, which is created if missing; `':memory:'` is a database without a file. */
export const openDuckDb = async (path: string): Promise<DuckDb> => {
  const instance = await DuckDBInstance.create(path);
  try {
    const connection = await instance.connect();
    return {
      connection,
      close: () => {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
};
