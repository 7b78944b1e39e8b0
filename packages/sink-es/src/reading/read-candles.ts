import type { Candle } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { Column } from './aggregate.ts';
import { lookUpCaps, typesOf } from './plan/field-caps.ts';
import { readOptionNames, toName, toReadSettings } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { readTable } from './read-table.ts';

/** The fields of the documents that hold the parts of a candle. */
export interface CandleFields {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Documents without this field have the volume 0; `null` gives all candles the volume 0. */
  readonly volume: string | null;
  /** `null` leaves `adjClose` out of the candles. Documents may lack this field. */
  readonly adjClose: string | null;
}

/** Options of {@link readCandles}. */
export interface ReadCandlesOptions extends ReadOptions {
  /**
   * Default: the fields `open`, `high`, `low` and `close`, and `volume` and `adjClose` if the index has them.
   */
  readonly fields?: Partial<CandleFields>;
}

const candleNames: OptionNames<ReadCandlesOptions> = { ...readOptionNames, fields: true };
const fieldNames: OptionNames<CandleFields> = {
  open: true,
  high: true,
  low: true,
  close: true,
  volume: true,
  adjClose: true,
};

/**
 * Reads candles from an index in order of time. With `interval`, combines shorter candles into longer ones.
 *
 * A combined candle has the open of its first document and the close and `adjClose` of its last one. Its time is the
 * beginning of the bucket. A document without a volume has the volume 0. Documents that lack open, high, low or close
 * are left out.
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
 * const weeks = await readCandles(client, {
 *   index: 'btc-usd',
 *   time: 'Date',
 *   interval: '1w',
 *   fields: { open: 'Open', high: 'High', low: 'Low', close: 'Close', volume: 'Volume' },
 * });
 * ```
 */
export const readCandles = async (client: ElasticsearchClient, options: ReadCandlesOptions): Promise<Candle[]> => {
  const { fields = {}, ...reading } = checkOptions(options, candleNames, 'readCandles');
  const {
    open = 'open',
    high = 'high',
    low = 'low',
    close = 'close',
    volume,
    adjClose,
  } = checkOptions(fields, fieldNames, 'fields');
  const columns: Column[] = [
    { field: toName(open, 'fields.open'), aggregate: 'first' },
    { field: toName(high, 'fields.high'), aggregate: 'max' },
    { field: toName(low, 'fields.low'), aggregate: 'min' },
    { field: toName(close, 'fields.close'), aggregate: 'last' },
  ];
  // Checks the options before any request.
  toReadSettings(reading);
  const given = {
    volume: volume == null ? volume : toName(volume, 'fields.volume'),
    adjClose: adjClose == null ? adjClose : toName(adjClose, 'fields.adjClose'),
  };
  const found = volume === undefined || adjClose === undefined ? await findOptional(client, reading, given) : given;
  if (found.volume != null) columns.push({ field: found.volume, aggregate: 'sum', missing: 0 });
  if (found.adjClose != null) columns.push({ field: found.adjClose, aggregate: 'last', missing: NaN });
  const table = await readTable(client, reading, columns);
  const [opens, highs, lows, closes, ...more] = table.columns;
  const volumes = found.volume == null ? undefined : more.shift();
  const [adjCloses] = more;
  return table.times.map((time, row) => {
    const adjusted = adjCloses?.[row] ?? NaN;
    return {
      time,
      open: opens![row]!,
      high: highs![row]!,
      low: lows![row]!,
      close: closes![row]!,
      ...(!Number.isNaN(adjusted) && { adjClose: adjusted }),
      volume: volumes?.[row] ?? 0,
    };
  });
};

type OptionalFields = Readonly<Record<'volume' | 'adjClose', string | null | undefined>>;

/** Looks up the default fields of volume and adjusted close in the index. */
const findOptional = async (
  client: ElasticsearchClient,
  { index, signal }: ReadOptions,
  given: OptionalFields,
): Promise<OptionalFields> => {
  const caps = await lookUpCaps(client, index, ['volume', 'Volume', 'adjClose'], signal);
  const has = (name: string): boolean => typesOf(caps, name).length > 0;
  if (given.volume === undefined && !has('volume') && has('Volume')) {
    throw elasticsearchError(
      'PENSTOCK_FIELD_MISSING',
      `Expected a field volume in ${index}; got one named Volume. Set fields.volume to the field of the volume, or ` +
        'to null for none.',
    );
  }
  return {
    volume: given.volume === undefined && has('volume') ? 'volume' : given.volume,
    adjClose: given.adjClose === undefined && has('adjClose') ? 'adjClose' : given.adjClose,
  };
};
