import { Client } from '@elastic/elasticsearch';
import { readCandles } from '@penstock/sink-es';
import type { StoredBoard } from '../board/stored-board.ts';
import { anomalyDocument } from '../dashboard/anomaly-documents.ts';
import { oddDays } from '../model/anomalies.ts';
import { toDocument } from '../prices/document.ts';

/** The name of the field of each part of a candle. */
export type CandleNames = Readonly<Partial<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', string>>>;

/** Options of {@link openIndex}. */
export interface OtherIndexOptions {
  readonly node: string;
  readonly index: string;
  readonly apiKey: string | undefined;
  /** Default: `@timestamp` for the time, and the part's own name for the others. */
  readonly fields: CandleNames | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens an index of another program to read its candles by days. Each read also finds the anomalies; there are no
 * forecasts. Nothing is written.
 */
export const openIndex = ({
  node,
  index,
  apiKey,
  fields = {},
  signal,
}: OtherIndexOptions): { read(): Promise<StoredBoard>; close(): Promise<void> } => {
  const client = new Client({ node, ...(apiKey && { auth: { apiKey } }) });
  const { time = '@timestamp', ...parts } = fields;
  return {
    async read() {
      const candles = await readCandles(client, { index, time, interval: '1d', fields: parts, signal });
      const prices = candles.map(toDocument);
      const days = oddDays({
        times: Float64Array.from(candles, (candle) => candle.time),
        values: Float64Array.from(candles, ({ close }) => close),
      });
      return {
        name: 'elasticsearch',
        documents: prices.length,
        first: prices.at(0)?.Date ?? null,
        last: prices.at(-1)?.Date ?? null,
        sources: { unknown: prices.length },
        prices,
        results: { forecast: [], metrics: [], loss: [], forecasters: [], anomalies: days.map(anomalyDocument) },
      };
    },
    close: () => client.close(),
  };
};
