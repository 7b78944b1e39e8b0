import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import type { Bucket, BucketsOptions } from './bucket.ts';

/** Reads buckets of `length` milliseconds, whose bounds Elasticsearch computes. */
export async function* fixedBuckets(
  client: ElasticsearchClient,
  options: BucketsOptions,
  length: number,
): AsyncGenerator<readonly Bucket[]> {
  const { index, query, time, windows, aggregations, pageSize, signal } = options;
  const histogram = { field: time, fixed_interval: `${length}ms`, offset: windows.at(0) % length };
  let after: unknown;
  do {
    const { body } = await ask<{
      readonly aggregations?: {
        readonly buckets: { readonly after_key?: unknown; readonly buckets: readonly Bucket[] };
      };
    }>(
      client,
      {
        method: 'POST',
        path: `/${encodeURIComponent(index)}/_search`,
        // By default the answer would omit the documents of an unavailable shard without an error.
        querystring: { allow_partial_search_results: false },
        body: {
          size: 0,
          query,
          track_total_hits: false,
          // Elasticsearch limits the number of buckets of a plain histogram. A composite one is read in pages.
          aggs: {
            buckets: {
              composite: {
                size: pageSize,
                sources: [{ time: { date_histogram: histogram } }],
                ...(after !== undefined && { after }),
              },
              aggs: aggregations,
            },
          },
        },
      },
      { doing: `read ${index} by windows of ${length} ms`, signal },
    );
    const page = body.aggregations?.buckets;
    if (page && page.buckets.length > 0) yield page.buckets;
    after = page?.after_key;
  } while (after !== undefined);
}
