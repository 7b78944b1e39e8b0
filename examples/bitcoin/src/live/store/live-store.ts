import type { Sink } from '@penstock/stream';
import type { StoreName } from '../../store/extent.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from './documents.ts';

/** The documents to read. */
export interface LiveQuery {
  readonly exchange: string;
  /** Milliseconds since the Unix epoch, UTC; default: from the first. */
  readonly from?: number;
}

/** The store of live data: tables in a DuckDB file, or indices of Elasticsearch. */
export interface LiveStore {
  readonly name: StoreName;
  /** Creates documents, and replaces those of the same id. */
  readonly sink: Sink<LiveRow>;
  /** Reads the documents of an exchange in order of time. */
  read<I extends LiveIndex>(index: I, query: LiveQuery): Promise<ReadonlyArray<LiveDocuments[I]>>;
  close(): Promise<void>;
}
