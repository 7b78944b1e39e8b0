import type { ElasticsearchClient } from '../../connection/client.ts';
import type { Bucket, BucketsOptions } from './bucket.ts';
import { calendarBuckets } from './calendar-buckets.ts';
import { fixedBuckets } from './fixed-buckets.ts';

/** Reads one bucket per window that contains documents, in order of time, page by page. */
export const buckets = (client: ElasticsearchClient, options: BucketsOptions): AsyncGenerator<readonly Bucket[]> => {
  const { length } = options.windows;
  // Elasticsearch's calendar intervals differ: no '2w' from Mondays, no origin, and other windows at clock changes.
  return length === undefined ? calendarBuckets(client, options) : fixedBuckets(client, options, length);
};
