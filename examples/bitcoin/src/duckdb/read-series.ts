import { PenstockError } from '@penstock/stream';
import type { Series } from '@penstock/stream';
import { tableOf } from './document-table.ts';
import type { DuckDb } from './open-duckdb.ts';

/** What {@link readSeries} reads. */
export interface ReadSeriesOptions {
  /** Name of the table that `toDuckDb` has written. */
  readonly index: string;
  /** Field of the values, a number. */
  readonly field: string;
  /** Field of the times, milliseconds since the Unix epoch. Default: `time`. */
  readonly time?: string;
}

/**
 * Reads a field of the documents in DuckDB as a series in order of time, with the call shape of `readSeries` of
 * `@penstock/sink-es`; documents without the field are left out.
 *
 * @throws (rejects with) `PENSTOCK_INDEX_MISSING` when there is no such table.
 */
export const readSeries = async (
  { connection }: DuckDb,
  { index, field, time = 'time' }: ReadSeriesOptions,
): Promise<Series> => {
  const tables = await connection.runAndReadAll('SELECT 1 FROM duckdb_tables() WHERE table_name = $1', [index]);
  if (tables.currentRowCount === 0) {
    throw new PenstockError(
      'PENSTOCK_INDEX_MISSING',
      `Expected a table ${index} in DuckDB; it does not exist. Write to it with toDuckDb first.`,
    );
  }
  const reader = await connection.runAndReadAll(
    `SELECT (document->>$1)::DOUBLE AS moment, (document->>$2)::DOUBLE AS value FROM ${tableOf(index)}
    WHERE value IS NOT NULL ORDER BY moment`,
    [time, field],
  );
  const rows = reader.getRowsJS() as Array<[number, number]>;
  return {
    times: Float64Array.from(rows, ([moment]) => moment),
    values: Float64Array.from(rows, ([, value]) => value),
  };
};
