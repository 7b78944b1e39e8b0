// Names that examples use without declaring them: data and functions of the reader.
import type { BrowserWorker } from '../packages/forecast/src/index.ts';
import type { ElasticsearchClient } from '../packages/sink-es/src/index.ts';
import type { Candle, Quote, Series } from '../packages/stream/src/index.ts';

interface Trade {
  readonly id: string;
  readonly symbol: string;
  readonly time: number;
  readonly price: number;
  readonly size: number;
}

declare global {
  const candles: readonly Candle[];
  const quotes: readonly (Quote & { readonly symbol: string })[];
  const trades: readonly Trade[];
  const symbols: readonly string[];
  const closes: Series;
  /** Stores values durably. */
  const store: (values: unknown) => Promise<void>;
  const client: ElasticsearchClient;
  const signal: AbortSignal;
  /** The value that a `catch` block caught. */
  const error: unknown;
  /** The class of a browser. */
  const Worker: new (url: string | URL) => BrowserWorker;
  /** The function of any test runner. */
  const test: (name: string, run: () => Promise<void>) => void;
}
