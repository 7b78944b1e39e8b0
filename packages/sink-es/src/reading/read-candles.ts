import { type Candle, checkOptions } from '@penstock/stream';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import { buckets, toHistogram } from './buckets.ts';
import { checkFields, readOptionNames, type ReadOptions, toPageSize, toQuery } from './read-options.ts';
import { aggregated, aggregation } from './read-series.ts';
import { rowsInTime } from './rows-in-time.ts';

/** Which field of the documents is which part of a candle. */
export interface CandleFields {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** What {@link readCandles} reads. */
export interface ReadCandlesOptions extends ReadOptions {
  /** Default: `open`, `high`, `low`, `close` and `volume`, each by its own name. */
  readonly fields?: Partial<CandleFields>;
}

/**
 * Reads candles out of an index in order of time; with `interval`, shorter candles are gathered into longer ones.
 *
 * A gathered candle opens with the first, closes with the last, and its time is the beginning of the bucket. Documents
 * that lack one of the fields are left out.
 *
 * @throws (rejects with) `PENSTOCK_FIELD_MISSING`, `PENSTOCK_INDEX_MISSING`, `PENSTOCK_DUPLICATE_TIME`,
 * `PENSTOCK_BAD_OPTION`, and the errors of the connection.
 *
 * @example
 * ```ts
 * const weeks = await readCandles(client, { index: 'btc-usd', time: 'Date', interval: '1w', fields: { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' } });
 * ```
 */
export const readCandles = async (client: ElasticsearchClient, options: ReadCandlesOptions): Promise<Candle[]> => {
  checkOptions(options, { ...readOptionNames, fields: true }, 'readCandles');
  const { index, time = 'time', interval, timeZone = 'UTC', signal } = options;
  const { open = 'open', high = 'high', low = 'low', close = 'close', volume = 'volume' } = checkOptions(
    options.fields,
    { open: true, high: true, low: true, close: true, volume: true },
    'fields',
  );
  const names = [open, high, low, close, volume];
  const pageSize = toPageSize(options.pageSize);
  if (interval !== undefined) toHistogram(interval);
  await checkFields(client, index, time, names, signal);
  const query = toQuery(options, time, names);
  const candles: Candle[] = [];
  if (interval === undefined) {
    for await (const hits of rowsInTime(client, { index, query, time, fields: names, pageSize, signal })) {
      for (const { sort, fields } of hits) {
        const at = Number(sort[0]);
        if (at === candles.at(-1)?.time) {
          throw elasticsearchError(
            'PENSTOCK_DUPLICATE_TIME',
            `Two documents of ${index} have ${time} ${new Date(at).toISOString()}. Narrow it with query, or gather with interval.`,
          );
        }
        const of = (name: string): number => Number(fields?.[name]?.[0]);
        candles.push({ time: at, open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) });
      }
    }
    return candles;
  }
  const aggregations = {
    open: aggregation('first', open, time),
    high: aggregation('max', high, time),
    low: aggregation('min', low, time),
    close: aggregation('last', close, time),
    volume: aggregation('sum', volume, time),
  };
  for await (const page of buckets(client, { index, query, time, interval, timeZone, aggregations, pageSize: Math.min(pageSize, 1_000), signal })) {
    for (const bucket of page) {
      candles.push({
        time: bucket.key.time,
        open: aggregated(bucket, 'open', open),
        high: aggregated(bucket, 'high', high),
        low: aggregated(bucket, 'low', low),
        close: aggregated(bucket, 'close', close),
        volume: aggregated(bucket, 'volume', volume),
      });
    }
  }
  return candles;
};
