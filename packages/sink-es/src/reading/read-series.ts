import type { Series } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { BucketAggregate } from './aggregate.ts';
import { readOptionNames, toName } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { readTable } from './read-table.ts';

/** Options of {@link readSeries}. */
export interface ReadSeriesOptions extends ReadOptions {
  /** Field of the values, of a numeric type. */
  readonly field: string;
  /**
   * With `interval`: how the values of a bucket are combined; default `'avg'`. `'last'` takes the newest value, such as
   * the close of a day.
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
 * Reads a field of an index as a series in order of time. Documents without the field and buckets without documents are
 * left out.
 *
 * Without `interval` each document is a row. The documents are read from a point in time, so concurrent writes do not
 * affect the result. With `interval` each bucket is a row, and its time is the beginning of the bucket.
 *
 * Values and times are those that were written, even if the mapping stores them with less precision; see `values`.
 *
 * @throws (rejects with) `PENSTOCK_FIELD_MISSING`, `PENSTOCK_INDEX_MISSING`; `PENSTOCK_DUPLICATE_TIME` if two documents
 * have the same time; `PENSTOCK_BAD_VALUE` or `PENSTOCK_BAD_TIME` if a field of a document does not hold exactly one
 * number or time; `PENSTOCK_SOURCE_MISSING` if the index does not keep the written values; `PENSTOCK_BAD_OPTION`; the
 * errors of the connection.
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
