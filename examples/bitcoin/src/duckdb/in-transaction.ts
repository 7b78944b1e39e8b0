import type { DuckDBConnection } from '@duckdb/node-api';

/** Runs `work` in a transaction, which is rolled back if `work` throws. */
export const inTransaction = async <T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> => {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // A failed commit has already ended its transaction, so the rollback may fail; the first error is the useful one.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
};
