import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import type { Bucket, BucketsOptions } from './bucket.ts';
import { isoFormat, lastNanosMs } from '../date-field.ts';
import { farthestTime } from '../read-options.ts';

type Query = Record<string, unknown>;

interface RangeBucket {
  readonly key: string;
  readonly doc_count: number;
}

/**
 * Reads buckets with bounds that this function computes. Each page begins at the first document that has not been read,
 * so empty windows are skipped.
 */
export async function* calendarBuckets(
  client: ElasticsearchClient,
  options: BucketsOptions,
): AsyncGenerator<readonly Bucket[]> {
  const { query, windows, pageSize, time } = options;
  const last = await findTime(client, options, query, 'desc');
  if (last === undefined) return;
  if (Math.abs(last) > farthestTime) throw outsideDate(options, last);
  const past = last < lastNanosMs ? last + 1 : Infinity;
  const lastNumber = windows.number(last);
  let first = await findTime(client, options, query, 'asc');
  if (first !== undefined && Math.abs(first) > farthestTime) throw outsideDate(options, first);
  while (first !== undefined) {
    const number = windows.number(first);
    const end = Math.min(number + pageSize, lastNumber + 1);
    const bounds = Array.from({ length: end - number + 1 }, (_, n) => windows.at(number + n));
    // A date_nanos field cannot be compared with times before 1970 or after 2262. So the first and the last bound come
    // from the documents.
    bounds[0] = first;
    if (end > lastNumber) bounds[end - number] = past;
    const page = await readPage(client, options, number, bounds);
    if (page.length > 0) yield page;
    if (end > lastNumber) return;
    first = await findTime(client, options, between(query, time, bounds.at(-1)!, past), 'asc');
  }
}

const outsideDate = ({ index, time }: BucketsOptions, got: number): Error =>
  elasticsearchError(
    'PENSTOCK_BAD_TIME',
    `Expected ${time} of the documents of ${index} within ±8.64e15 milliseconds since the Unix epoch; got ${got}. ` +
      'Set unit if the times are in seconds or microseconds.',
  );

/** Finds the first or last time of the documents that match a query. */
const findTime = async (
  client: ElasticsearchClient,
  { index, time, signal }: BucketsOptions,
  query: Query,
  order: 'asc' | 'desc',
): Promise<number | undefined> => {
  const { body } = await ask<{
    readonly hits: { readonly hits: ReadonlyArray<{ readonly sort: readonly [time: number] }> };
  }>(
    client,
    // Without numeric_type, the column of a date_nanos field has nanoseconds.
    search(index, { size: 1, query, sort: [{ [time]: { order, numeric_type: 'date' } }], _source: false }),
    { doing: `find the first and last time in ${index}`, signal },
  );
  return body.hits.hits[0]?.sort[0];
};

/** Reads the windows with these bounds; `number` is the number of the first window. */
const readPage = async (
  client: ElasticsearchClient,
  options: BucketsOptions,
  number: number,
  bounds: readonly number[],
): Promise<readonly Bucket[]> => {
  const { index, query, time, windows, aggregations, signal } = options;
  // The time zone may have skipped a window. Such a window is empty, and Elasticsearch gets no range for it.
  const ranges = bounds
    .slice(1)
    .flatMap((to, n) =>
      to === bounds[n] ? [] : [{ key: String(number + n), from: toIso(bounds[n]!), to: toIso(to) }],
    );
  const { body } = await ask<{
    readonly aggregations?: { readonly buckets: { readonly buckets: readonly RangeBucket[] } };
  }>(
    client,
    search(index, {
      size: 0,
      query: between(query, time, bounds[0]!, bounds.at(-1)!),
      aggs: { buckets: { date_range: { field: time, format: isoFormat, ranges }, aggs: aggregations } },
    }),
    { doing: `read ${index} by windows`, signal },
  );
  const found = (body.aggregations?.buckets.buckets ?? []).filter(({ doc_count: count }) => count > 0);
  return found.map((bucket) => ({ ...bucket, key: { time: windows.at(Number(bucket.key)) } }));
};

const search = (index: string, body: Query) => ({
  method: 'POST' as const,
  path: `/${encodeURIComponent(index)}/_search`,
  // By default the answer would omit the documents of an unavailable shard without an error.
  querystring: { allow_partial_search_results: false },
  body: { track_total_hits: false, ...body },
});

const between = (query: Query, time: string, from: number, to: number): Query => ({
  bool: { filter: [query, { range: { [time]: { gte: toIso(from), lt: toIso(to), format: isoFormat } } }] },
});

/** Returns `undefined` for `Infinity`, so that JSON omits the bound. */
const toIso = (time: number): string | undefined => (time === Infinity ? undefined : new Date(time).toISOString());
