import type { SparseCandle } from '../candle/sparse-candle.ts';
import type { YahooChartQuote } from './yahoo-client.ts';

/** Turns a row of a chart into a candle with the given time. */
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
