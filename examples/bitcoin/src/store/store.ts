import type { Series, Sink } from '@penstock/stream';
import type { ForecastResult } from '../dashboard/forecast-documents.ts';
import type { Document } from '../document.ts';

/** How much the store holds. */
export interface Extent {
  readonly documents: number;
  /** Oldest and newest `Date`; null in an empty store. */
  readonly first: string | null;
  readonly last: string | null;
}

/** The index `bitcoin_kafka`: in a file here, or on a server. */
export interface Store {
  readonly name: 'duckdb' | 'elasticsearch';
  /** Creates and changes documents by their id, and leaves the same ones alone; deletes nothing. */
  readonly sink: Sink<Document>;
  /** Begins anew with no document. */
  clear(): Promise<void>;
  /** Counts what is durable. */
  extent(): Promise<Extent>;
  /** All closes, in order of time. */
  closes(): Promise<Series>;
  /** Writes a forecast, its evaluation and the anomalies, in the place of the last one, where charts can read it; a file has no such readers. */
  saveForecast?(result: ForecastResult, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
