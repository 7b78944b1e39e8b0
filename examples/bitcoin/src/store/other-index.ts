import { Client } from '@elastic/elasticsearch';
import { readCandles } from '@penstock/sink-es';
import type { StoredBoard } from '../board/stored-board.ts';
import { anomalyDocument } from '../dashboard/anomaly-documents.ts';
import { oddDays } from '../model/anomalies.ts';
import { toDocument } from '../prices/document.ts';

/** Parts of a candle, and the name of the field that each is in. */
export type CandleNames = Readonly<Partial<Record<'time' | 'open' | 'high' | 'low' | 'close' | 'volume', string>>>;

/** An index that another program has written. */
export interface OtherIndexOptions {
  readonly node: string;
  readonly index: string;
  readonly apiKey: string | undefined;
  /** Default: `@timestamp`, and the rest each by its own name. */
  readonly fields: CandleNames | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens an index to read candles out of it, by days. Days that stand out are looked for at each read; forecasts there
 * are none. Nothing is written.
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
