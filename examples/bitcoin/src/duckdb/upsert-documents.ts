import { LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableOf } from './document-table.ts';

/** Writes documents, as JSON by id, to the table of an index; each replaces an earlier one of its id. */
export const upsertDocuments = async (
  connection: DuckDBConnection,
  index: string,
  documents: ReadonlyMap<string, string>,
): Promise<void> => {
  if (documents.size === 0) return;
  const lists = [listValue([...documents.keys()]), listValue([...documents.values()])];
  await connection.run(
    `INSERT INTO ${tableOf(index)} SELECT unnest($1), unnest($2)
    ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
    lists,
    [LIST(VARCHAR), LIST(VARCHAR)],
  );
};
