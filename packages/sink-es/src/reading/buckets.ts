import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';

/** Width of a bucket: fixed, or of the calendar. */
export type BucketInterval = `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'q' | 'y'}`;

/** What {@link buckets} reads. */
export interface BucketsOptions {
  readonly index: string;
  readonly query: Record<string, unknown>;
  readonly time: string;
  readonly interval: BucketInterval;
  readonly timeZone: string;
  readonly aggregations: Record<string, unknown>;
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

/** One bucket: `key.time` is its beginning, ms since the Unix epoch; the aggregations stand beside it by name. */
export interface Bucket {
  readonly key: { readonly time: number };
  readonly doc_count: number;
  readonly [aggregation: string]: unknown;
}

const calendar = { d: 'day', w: 'week', mo: 'month', q: 'quarter', y: 'year' } as const;

/** Checks an interval and brings it to Elasticsearch's words: one day, week and longer follow the calendar and the time zone. */
export const toHistogram = (interval: string): { readonly calendar_interval: string } | { readonly fixed_interval: string } => {
  const match = /^(\d+)(ms|s|m|h|d|w|mo|q|y)$/.exec(interval);
  if (match && Number(match[1]) > 0) {
    const [, count, unit] = match as unknown as [string, string, string];
    if (unit in calendar && count === '1') return { calendar_interval: calendar[unit as keyof typeof calendar] };
    if (unit === 'w') return { fixed_interval: `${Number(count) * 7}d` };
    if (!(unit in calendar) || unit === 'd') return { fixed_interval: interval };
  }
  throw elasticsearchError('PENSTOCK_BAD_OPTION', `interval must be a number with ms, s, m, h, d or w, or '1mo', '1q' or '1y'; got ${JSON.stringify(interval)}.`);
};

/** Reads the buckets that have documents, in order of time, page by page. */
export async function* buckets(client: ElasticsearchClient, { index, query, time, interval, timeZone, aggregations, pageSize, signal }: BucketsOptions): AsyncGenerator<readonly Bucket[]> {
  const histogram = { field: time, time_zone: timeZone, ...toHistogram(interval) };
  let after: unknown;
  do {
    const { body } = await ask<{
      readonly aggregations?: { readonly buckets: { readonly after_key?: unknown; readonly buckets: readonly Bucket[] } };
    }>(
      client,
      {
        method: 'POST',
        path: `/${encodeURIComponent(index)}/_search`,
        // Else a shard that is away would only make the answer smaller.
        querystring: { allow_partial_search_results: false },
        body: {
          size: 0,
          query,
          track_total_hits: false,
          // A plain histogram has an upper limit on its buckets; a composite one is read in pages.
          aggs: { buckets: { composite: { size: pageSize, sources: [{ time: { date_histogram: histogram } }], ...(after !== undefined && { after }) }, aggs: aggregations } },
        },
      },
      { doing: `read ${index} by ${interval}`, signal },
    );
    const page = body.aggregations?.buckets;
    if (page && page.buckets.length > 0) yield page.buckets;
    after = page?.after_key;
  } while (after !== undefined);
}
