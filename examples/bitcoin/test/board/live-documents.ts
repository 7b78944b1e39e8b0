import { toSink } from '@penstock/stream';
import type { LiveDocuments, LiveIndex } from '../../src/live/store/documents.ts';
import type { LiveQuery, LiveStore } from '../../src/live/store/live-store.ts';

/** The current time in these tests. */
export const now = Date.UTC(2026, 0, 2, 12);

const market = { exchange: 'simulated', symbol: 'BTC/USD' } as const;

/** A candle that begins at an instant. */
export const candleAt = (time: number): LiveDocuments['bitcoin_candles_1m'] => ({
  ...market,
  time,
  open: 10,
  high: 14,
  low: 9,
  close: 12,
  volume: 0.5,
  trades: 3,
});

/** An anomaly of a minute. */
export const anomalyAt = (time: number): LiveDocuments['bitcoin_live_anomalies'] => ({
  ...market,
  time,
  actual: 12,
  typical: 10,
  lower: 9,
  upper: 11,
  severity: 80,
  direction: 'higher',
  kind: 'spike',
  description: '20 % higher',
  factor: 1.2,
  alarm: true,
});

/** The forecast of a minute's close, made from the minutes up to `made`. */
export const forecastAt = (time: number, made: number, mean: number): LiveDocuments['bitcoin_live_forecast'] => ({
  ...market,
  time,
  made,
  mean,
  lower80: mean - 1,
  upper80: mean + 1,
  lower95: mean - 2,
  upper95: mean + 2,
});

/** A store with these documents, in order of time. */
export const liveStoreOf = (held: {
  readonly [I in LiveIndex]?: ReadonlyArray<LiveDocuments[I]>;
}): LiveStore => ({
  name: 'duckdb',
  sink: toSink(async () => undefined),
  read: async <I extends LiveIndex>(index: I, { exchange, from = -Infinity }: LiveQuery) => {
    const documents: ReadonlyArray<LiveDocuments[I]> = held[index] ?? [];
    return documents.filter((one) => one.exchange === exchange && one.time >= from);
  },
  close: async () => undefined,
});
