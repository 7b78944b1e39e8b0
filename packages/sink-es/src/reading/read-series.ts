import { checkOptions } from '@penstock/stream/internal';
import type { Series } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { BucketAggregate } from './aggregate.ts';
import { readOptionNames, toName } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { readTable } from './read-table.ts';

/** What {@link readSeries} reads. */
export interface ReadSeriesOptions extends ReadOptions {
  /** Field of the values, a number. */
  readonly field: string;
  /**
   * With `interval`: what is made of a bucket's values; default `'avg'`. `'last'` is the newest, such as the close of a
   * day.
   */
  readonly aggregate?: BucketAggregate;
}

const seriesNames: OptionNames<ReadSeriesOptions> = { ...readOptionNames, field: true, aggregate: true };
const aggregates: Record<BucketAggregate, true> = {
  avg: true,
  min: true,
  max: true,
  sum: true,
  first: true,
  last: true,
};

/**
 * Reads a field of an index as a series in order of time; documents without the field, and buckets without documents,
 * are left out.
 *
 * Without `interval` each document is a row, read over a point in time, so writes meanwhile change nothing. With it
 * each bucket is a row, whose time is the bucket's beginning.
 *
 * Values and times are those that were written, whatever the mapping has made of them; see `values`. A document that
 * has several values in a field is refused.
 *
 * @throws (rejects with) `PENSTOCK_FIELD_MISSING`, `PENSTOCK_INDEX_MISSING`, `PENSTOCK_DUPLICATE_TIME` when two
 * documents have one time, `PENSTOCK_BAD_VALUE` and `PENSTOCK_BAD_TIME` when a document has not exactly one number or
 * time, `PENSTOCK_SOURCE_MISSING` when the index does not keep what was written, `PENSTOCK_BAD_OPTION`, and the errors
 * of the connection.
 *
 * @example
 * ```ts
 * const closes = await readSeries(client, { index: 'btc-usd', field: 'close' });
 * const monthly = await readSeries(client, { index: 'btc-usd', field: 'close', interval: '1mo', aggregate: 'avg' });
 * ```
 */
export const readSeries = async (client: ElasticsearchClient, options: ReadSeriesOptions): Promise<Series> => {
  const { field, aggregate = 'avg' } = checkOptions(options, seriesNames, 'readSeries');
  if (!Object.hasOwn(aggregates, aggregate)) {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `aggregate must be one of ${Object.keys(aggregates).join(', ')}; got ${String(aggregate)}.`,
    );
  }
  const { times, columns } = await readTable(client, options, [{ field: toName(field, 'field'), aggregate }]);
  return { times: Float64Array.from(times), values: Float64Array.from(columns[0]!) };
};
