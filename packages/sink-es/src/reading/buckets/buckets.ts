import type { Windows } from '@penstock/stream';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { calendarBuckets } from './calendar-buckets.ts';
import { fixedBuckets } from './fixed-buckets.ts';

/** What {@link buckets} reads. */
export interface BucketsOptions {
  readonly index: string;
  readonly query: Record<string, unknown>;
  readonly time: string;
  readonly windows: Windows;
  readonly aggregations: Record<string, unknown>;
  /** Most buckets that are asked for at a time. */
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** One bucket: `key.time` is its beginning, ms since the Unix epoch; the aggregations stand beside it by name. */
export interface Bucket {
  readonly key: { readonly time: number };
  readonly doc_count: number;
  readonly [aggregation: string]: unknown;
}

/** Reads the windows that have documents as buckets, in order of time, page by page. */
export const buckets = (client: ElasticsearchClient, options: BucketsOptions): AsyncGenerator<readonly Bucket[]> => {
  const { length } = options.windows;
  // Elasticsearch's own calendar differs: it has no '2w' by Mondays and no origin, and clocks change otherwise in it.
  return length === undefined ? calendarBuckets(client, options) : fixedBuckets(client, options, length);
};
