import type { ElasticsearchClient } from '../../connection/client.ts';
import type { Bucket, BucketsOptions } from './bucket.ts';
import { calendarBuckets } from './calendar-buckets.ts';
import { fixedBuckets } from './fixed-buckets.ts';

/** Reads the windows that have documents as buckets, in order of time, page by page. */
export const buckets = (client: ElasticsearchClient, options: BucketsOptions): AsyncGenerator<readonly Bucket[]> => {
  const { length } = options.windows;
  // Elasticsearch's own calendar differs: it has no '2w' by Mondays and no origin, and clocks change otherwise in it.
  return length === undefined ? calendarBuckets(client, options) : fixedBuckets(client, options, length);
};
