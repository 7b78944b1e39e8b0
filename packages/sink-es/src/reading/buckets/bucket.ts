import type { Windows } from '@penstock/stream';

/** What to read as buckets. */
export interface BucketsOptions {
  readonly index: string;
  readonly query: Record<string, unknown>;
  readonly time: string;
  readonly windows: Windows;
  readonly aggregations: Record<string, unknown>;
  /** The maximum number of buckets per request. */
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** One bucket. `key.time` is its beginning, ms since the Unix epoch; each aggregation is a property with its name. */
export interface Bucket {
  readonly key: { readonly time: number };
  readonly doc_count: number;
  readonly [aggregation: string]: unknown;
}
