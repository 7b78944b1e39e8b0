import type { Series, Sink } from '@penstock/stream';
import type { ResultIndex } from '../dashboard/result-index.ts';
import type { Document } from '../prices/document.ts';
import type { Extent, StoreName } from './extent.ts';

/** The index `bitcoin_kafka` and the indices of results, in a DuckDB file or in Elasticsearch. */
export interface Store {
  readonly name: StoreName;
  /** Creates documents and replaces those of a lower version, see `versionOf`; deletes nothing. */
  readonly sink: Sink<Document>;
  /** Deletes all prices. */
  clear(): Promise<void>;
  /** Counts the documents that are durable. */
  extent(): Promise<Extent>;
  /** Reads all closes in order of time. */
  closes(): Promise<Series>;
  /** Reads all prices in order of time. */
  prices(): Promise<readonly Document[]>;
  /** Makes an index of results hold these documents and no others, and creates it if missing. */
  replace<T extends object>(index: ResultIndex<T>, documents: readonly T[], signal: AbortSignal): Promise<void>;
  /** Reads an index of results, in no order; empty if there is no such index. */
  read<T extends object>(index: ResultIndex<T>): Promise<readonly T[]>;
  close(): Promise<void>;
}
