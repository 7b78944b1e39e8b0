import { checkOptions, type Series } from '@penstock/stream';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import { type Bucket, buckets, toHistogram } from './buckets.ts';
import { checkFields, readOptionNames, type ReadOptions, toPageSize, toQuery } from './read-options.ts';
import { rowsInTime } from './rows-in-time.ts';

/** What {@link readSeries} reads. */
export interface ReadSeriesOptions extends ReadOptions {
  /** Field of the values, a number. */
  readonly field: string;
  /** With `interval`: what is made of a bucket's values; default `'avg'`. `'last'` is the newest, such as the close of a day. */
  readonly aggregate?: 'avg' | 'min' | 'max' | 'sum' | 'first' | 'last';
}

/**
 * Reads a field of an index as a series in order of time; documents without the field, and buckets without documents, are left out.
 *
 * Without `interval` each document is a row, read over a point in time, so writes meanwhile change nothing. With it each
 * bucket is a row, whose time is the bucket's beginning.
 *
 * @throws (rejects with) `PENSTOCK_FIELD_MISSING`, `PENSTOCK_INDEX_MISSING`, `PENSTOCK_DUPLICATE_TIME` when two documents
 * have one time, `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const closes = await readSeries(client, { index: 'btc-usd', field: 'close' });
 * const monthly = await readSeries(client, { index: 'btc-usd', field: 'close', interval: '1mo', aggregate: 'avg' });
 * ```
 */
export const readSeries = async (client: ElasticsearchClient, options: ReadSeriesOptions): Promise<Series> => {
  checkOptions(options, { ...readOptionNames, field: true, aggregate: true }, 'readSeries');
  const { index, field, time = 'time', interval, aggregate = 'avg', timeZone = 'UTC', signal } = options;
  const pageSize = toPageSize(options.pageSize);
  if (interval !== undefined) toHistogram(interval);
  await checkFields(client, index, time, [field], signal);
  const query = toQuery(options, time, [field]);
  const rows = new Rows(index, time);
  if (interval === undefined) {
    for await (const hits of rowsInTime(client, { index, query, time, fields: [field], pageSize, signal })) {
      for (const { sort, fields } of hits) rows.add(Number(sort[0]), Number(fields?.[field]?.[0]));
    }
  } else {
    const aggregations = { value: aggregation(aggregate, field, time) };
    for await (const page of buckets(client, { index, query, time, interval, timeZone, aggregations, pageSize: Math.min(pageSize, 1_000), signal })) {
      for (const bucket of page) rows.add(bucket.key.time, aggregated(bucket, 'value', field));
    }
  }
  return rows.toSeries();
};

/** The aggregation of a bucket's values of a field. */
export const aggregation = (aggregate: NonNullable<ReadSeriesOptions['aggregate']>, field: string, time: string): Record<string, unknown> =>
  aggregate === 'first' || aggregate === 'last'
    ? { top_hits: { size: 1, sort: [{ [time]: aggregate === 'first' ? 'asc' : 'desc' }], fields: [field], _source: false } }
    : { [aggregate]: { field } };

/** Reads what {@link aggregation} asked for out of a bucket. */
export const aggregated = (bucket: Bucket, name: string, field: string): number => {
  const result = bucket[name] as { readonly value?: number; readonly hits?: { readonly hits: ReadonlyArray<{ readonly fields?: Readonly<Record<string, readonly unknown[]>> }> } };
  return Number(result.hits ? result.hits.hits[0]?.fields?.[field]?.[0] : result.value);
};

class Rows {
  readonly #index: string;
  readonly #time: string;
  readonly #times: number[] = [];
  readonly #values: number[] = [];

  constructor(index: string, time: string) {
    this.#index = index;
    this.#time = time;
  }

  add(time: number, value: number): void {
    if (time === this.#times.at(-1)) {
      throw elasticsearchError(
        'PENSTOCK_DUPLICATE_TIME',
        `Two documents of ${this.#index} have ${this.#time} ${new Date(time).toISOString()}, and a series has one value a time. Narrow it with query, or gather with interval.`,
      );
    }
    this.#times.push(time);
    this.#values.push(value);
  }

  toSeries(): Series {
    return { times: Float64Array.from(this.#times), values: Float64Array.from(this.#values) };
  }
}
