import type { Series, Sink } from '@penstock/stream';
import type { ForecastResult } from '../dashboard/forecast-documents.ts';
import type { OddDay } from '../model/anomalies.ts';
import type { Document } from '../prices/document.ts';
import type { Extent, StoreName } from './extent.ts';

/** The index `bitcoin_kafka`: in a file here, or on a server. */
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
  /**
   * Writes a forecast and its evaluation, in the place of the last one, where charts can read it; a file has no such
   * readers.
   */
  saveForecast?(result: ForecastResult, signal: AbortSignal): Promise<void>;
  /** Writes the days that stood out likewise. */
  saveAnomalies?(days: readonly OddDay[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
