import type { ElasticsearchClient } from '../connection/client.ts';
import { searchPages } from './search-pages.ts';

/** One document: when it was, and its fields, each an array of values. */
export interface RowInTime {
  readonly sort: readonly unknown[];
  readonly fields?: Readonly<Record<string, readonly unknown[]>>;
}

/** What {@link rowsInTime} reads. */
export interface RowsInTimeOptions {
  readonly index: string;
  readonly query: Record<string, unknown>;
  readonly time: string;
  readonly fields: readonly string[];
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** Reads documents in order of time, page by page; `sort[0]` is the time, ms since the Unix epoch. */
export const rowsInTime = (client: ElasticsearchClient, { index, query, time, fields, pageSize, signal }: RowsInTimeOptions): AsyncGenerator<readonly RowInTime[]> =>
  searchPages<RowInTime>(client, { index, pageSize, signal, body: { query, fields, _source: false, sort: [{ [time]: 'asc' }, { _shard_doc: 'asc' }] } });
