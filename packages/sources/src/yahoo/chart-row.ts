import type { SparseCandle } from '../candle/sparse-candle.ts';
import type { YahooChartQuote } from './yahoo-client.ts';

/** A row of a chart as a candle of `time`. */
export const chartRow = (
  { open, high, low, close, volume, adjclose }: YahooChartQuote,
  time: number,
): SparseCandle => ({
  time,
  open,
  high,
  low,
  close,
  volume,
  ...(adjclose === undefined ? {} : { adjClose: adjclose }),
});
