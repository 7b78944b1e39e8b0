// Names that the reader of an example brings along: data of theirs, and what they do with it.
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
  /** Writes values somewhere durable. */
  const store: (values: unknown) => Promise<void>;
  const client: ElasticsearchClient;
  const signal: AbortSignal;
  /** What a `catch` caught. */
  const error: unknown;
  /** Of a browser. */
  const Worker: new (url: string | URL) => BrowserWorker;
  /** Of any test runner. */
  const test: (name: string, run: () => Promise<void>) => void;
}
