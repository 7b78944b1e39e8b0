import { checkOptions } from '@penstock/stream/internal';
import type { Candle } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import type { Column } from './aggregate.ts';
import { lookUpCaps, typesOf } from './plan/field-caps.ts';
import { readOptionNames, toName, toReadSettings } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { readTable } from './read-table.ts';

/** Which field of the documents is which part of a candle. */
export interface CandleFields {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Documents without it have the volume 0; `null` gives all candles the volume 0. */
  readonly volume: string | null;
  /** `null` to leave it out of the candles. Documents may be without it. */
  readonly adjClose: string | null;
}

/** What {@link readCandles} reads. */
export interface ReadCandlesOptions extends ReadOptions {
  /**
   * Default: `open`, `high`, `low` and `close`, each by its own name, and `volume` and `adjClose` where the index has
   * such fields.
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
 * Reads candles out of an index in order of time; with `interval`, shorter candles are gathered into longer ones.
 *
 * A gathered candle opens with the first, closes with the last, and its time is the beginning of the bucket. `adjClose`
 * is that of the document whose close it takes. A document without a volume counts as one with the volume 0. Documents
 * that lack one of the other fields are left out.
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
  // Bad options are refused before any request.
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

/** Fields that were not named, as far as the index has them. */
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
      `${index} has no field volume, but one named Volume. Say with fields.volume which field is the volume, or ` +
        'null for none.',
    );
  }
  return {
    volume: given.volume === undefined && has('volume') ? 'volume' : given.volume,
    adjClose: given.adjClose === undefined && has('adjClose') ? 'adjClose' : given.adjClose,
  };
};
