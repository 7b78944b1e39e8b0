import { mapping } from '@penstock/sink-es';
import type { IndexMapping } from '@penstock/sink-es';
import { oddFields } from '../../dashboard/anomaly-documents.ts';
import type { OddPrice } from '../../model/odd-price.ts';

/** The fields of every document of live data. */
interface OfMarket {
  readonly exchange: string;
  readonly symbol: string;
  /** Milliseconds since the Unix epoch, UTC: the start of the second or minute. */
  readonly time: number;
}

/** A candle of a second or a minute with at least one trade. */
interface CandleDocument extends OfMarket {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In bitcoin. */
  readonly volume: number;
  readonly trades: number;
}

/** An anomaly of a minute. Its price is the geometric mean of the closes of its seconds. */
export interface AnomalyDocument extends OfMarket, OddPrice {
  /** Such as `1.2 % higher`. */
  readonly description: string;
}

/** The latest forecast of the close of a minute. */
export interface ForecastDocument extends OfMarket {
  /** The last minute that the forecast is made from. */
  readonly made: number;
  readonly mean: number;
  readonly lower80: number;
  readonly upper80: number;
  readonly lower95: number;
  readonly upper95: number;
}

/** The documents of live data by their index or table. */
export interface LiveDocuments {
  readonly bitcoin_candles_1s: CandleDocument;
  readonly bitcoin_candles_1m: CandleDocument;
  readonly bitcoin_live_anomalies: AnomalyDocument;
  readonly bitcoin_live_forecast: ForecastDocument;
}

export type LiveIndex = keyof LiveDocuments;

/** A document with the name of its index. */
export type LiveRow = {
  readonly [I in LiveIndex]: { readonly index: I; readonly document: LiveDocuments[I] };
}[LiveIndex];

/** The id of a document in its index. A document that is made again after a crash replaces the first. */
export const rowIdOf = ({ document: { exchange, symbol, time } }: LiveRow): string => `${exchange}:${symbol}:${time}`;

const market = {
  exchange: 'keyword',
  symbol: 'keyword',
  time: { type: 'date', format: 'epoch_millis' },
} as const;

const candle = mapping<CandleDocument>({
  ...market,
  open: 'double',
  high: 'double',
  low: 'double',
  close: 'double',
  volume: 'double',
  trades: 'long',
});

/** The mapping of each index. */
export const liveMappings: Readonly<Record<LiveIndex, IndexMapping>> = {
  bitcoin_candles_1s: candle,
  bitcoin_candles_1m: candle,
  bitcoin_live_anomalies: mapping<AnomalyDocument>({ ...market, ...oddFields }),
  bitcoin_live_forecast: mapping<ForecastDocument>({
    ...market,
    made: { type: 'date', format: 'epoch_millis' },
    mean: 'double',
    lower80: 'double',
    upper80: 'double',
    lower95: 'double',
    upper95: 'double',
  }),
};

/** The names of the indices. */
export const liveIndices = Object.keys(liveMappings) as readonly LiveIndex[];
