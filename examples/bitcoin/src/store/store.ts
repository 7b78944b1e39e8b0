import type { Series, Sink } from '@penstock/stream';
import type { ResultIndex } from '../dashboard/result-index.ts';
import type { Document } from '../prices/document.ts';
import type { Extent, StoreName } from './extent.ts';

/** The index `bitcoin_kafka`, and the indices of results: in a file here, or on a server. */
export interface Store {
  readonly name: StoreName;
  /** Creates documents and replaces those of a lower version, see `versionOf`; deletes nothing. */
  readonly sink: Sink<Document>;
  /** Begins anew with no document. */
  clear(): Promise<void>;
  /** Counts what is durable. */
  extent(): Promise<Extent>;
  /** All closes, in order of time. */
  closes(): Promise<Series>;
  /** All documents, in order of time. */
  prices(): Promise<readonly Document[]>;
  /** Makes an index of results hold these documents alone, and makes it where there is none. */
  replace<T extends object>(index: ResultIndex<T>, documents: readonly T[], signal: AbortSignal): Promise<void>;
  /** What an index of results holds, in no order; nothing where there is no such index. */
  read<T extends object>(index: ResultIndex<T>): Promise<readonly T[]>;
  close(): Promise<void>;
}
