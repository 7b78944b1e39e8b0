import type { Windows } from '@penstock/stream';
import type { ElasticsearchClient } from '../../connection/client.ts';
import type { BucketAggregate, Column } from '../aggregate.ts';
import type { Bucket } from './bucket.ts';
import { buckets } from './buckets.ts';
import { farthestTime } from '../read-options.ts';
import type { ReadSettings } from '../read-options.ts';
import type { ReadPlan } from '../plan/read-plan.ts';
import { indexedQuery } from '../read-query.ts';
import type { Table } from '../table.ts';

/**
 * Lets Elasticsearch group the documents of a plan into buckets, by its columns. Resolves with `undefined` if a
 * document has several values in a field, or a time that a `Date` cannot hold.
 */
export const readBuckets = async (
  client: ElasticsearchClient,
  settings: ReadSettings,
  plan: ReadPlan,
  columns: readonly Column[],
  windows: Windows,
): Promise<Table | undefined> => {
  const { index, pageSize, signal } = settings;
  const time = plan.time.name;
  const names = [...new Set([time, ...columns.map(({ field }) => field)])];
  const aggregations = {
    ...Object.fromEntries(
      columns.map(({ field, aggregate }, column) => [`value${column}`, aggregation(aggregate, field, time)]),
    ),
    ...Object.fromEntries(names.map((field, name) => [`count${name}`, { value_count: { field } }])),
  };
  const times: number[] = [];
  const values: number[][] = columns.map(() => []);
  const query = indexedQuery(settings, plan);
  for await (const page of buckets(client, {
    index,
    query,
    time,
    windows,
    aggregations,
    pageSize: Math.min(pageSize, 1_000),
    signal,
  })) {
    for (const bucket of page) {
      // The beginning of a window is NaN if it is before the first instant of a Date.
      if (!hasOneEach(bucket, names) || !(Math.abs(bucket.key.time) <= farthestTime)) return undefined;
      times.push(bucket.key.time);
      for (const [column, { field }] of columns.entries())
        values[column]!.push(aggregated(bucket, `value${column}`, field));
    }
  }
  return { times, columns: values };
};

/** True if each document of a bucket has exactly one value in each field; an array has several. */
const hasOneEach = (bucket: Bucket, names: readonly string[]): boolean =>
  names.every((_, name) => (bucket[`count${name}`] as { readonly value: number }).value === bucket.doc_count);

/** Returns the aggregation that combines the values of a field in a bucket. */
const aggregation = (aggregate: BucketAggregate, field: string, time: string): Record<string, unknown> =>
  aggregate === 'first' || aggregate === 'last'
    ? {
        top_hits: {
          size: 1,
          sort: [{ [time]: aggregate === 'first' ? 'asc' : 'desc' }],
          docvalue_fields: [{ field }],
          _source: false,
        },
      }
    : { [aggregate]: { field } };

/** Reads the result of {@link aggregation} from a bucket. */
const aggregated = (bucket: Bucket, name: string, field: string): number => {
  const result = bucket[name] as {
    readonly value?: number;
    readonly hits?: {
      readonly hits: ReadonlyArray<{ readonly fields?: Readonly<Record<string, readonly unknown[]>> }>;
    };
  };
  return Number(result.hits ? result.hits.hits[0]?.fields?.[field]?.[0] : result.value);
};
