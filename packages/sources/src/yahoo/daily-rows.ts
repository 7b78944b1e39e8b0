import { zoneOffset } from '@penstock/stream';
import type { SparseCandle } from '../candle/sparse-candle.ts';
import type { YahooChart, YahooChartMeta, YahooChartQuote } from './yahoo-client.ts';

export const dayMs = 86_400_000;
// Prices of some exchanges come late, by up to half an hour.
const delayMs = 3_600_000;

/**
 * The rows of a daily chart in the order of time; the time of each is midnight UTC of its day at the exchange.
 *
 * The row at the instant of the last trade stands for the day's own once the exchange has closed. Before, `'skip'`
 * leaves it out, and `'replace'` puts it in the place of the day's own.
 */
export const dailyRows = (
  { quotes, meta = {} }: YahooChart,
  liveBar: 'skip' | 'replace',
  now: number,
): readonly SparseCandle[] => {
  const offset = offsetOf(meta);
  const dayOf = ({ date }: YahooChartQuote): number =>
    Math.floor((date.getTime() + offset(date.getTime())) / dayMs) * dayMs;
  const sorted = quotes.toSorted((a, b) => a.date.getTime() - b.date.getTime());
  const [before, last] = [sorted.at(-2), sorted.at(-1)];
  const own = before && last && dayOf(before) === dayOf(last) && before.date < last.date ? before : undefined;
  if (last && (own || isAtLastTrade(last, meta))) {
    if (liveBar === 'skip' && isTrading(last, meta, now)) sorted.pop();
    else if (own) sorted.splice(-2, 1);
  }
  return sorted.map((quote) => rowOf(quote, dayOf(quote)));
};

/** The offset of the exchange's clock from UTC at an instant. */
const offsetOf = ({ exchangeTimezoneName, gmtoffset = 0 }: YahooChartMeta): ((time: number) => number) => {
  if (exchangeTimezoneName !== undefined) {
    try {
      return zoneOffset(exchangeTimezoneName);
    } catch {
      // Yahoo may know a time zone that this Node does not; today's offset is right to an hour.
    }
  }
  return () => gmtoffset * 1_000;
};

const isAtLastTrade = (
  { date }: YahooChartQuote,
  { regularMarketTime, currentTradingPeriod }: YahooChartMeta,
): boolean =>
  // The day's own row has the time of the opening.
  date.getTime() === regularMarketTime?.getTime() && date.getTime() !== currentTradingPeriod?.regular.start.getTime();

/** Whether more trades may come: the last one of a quiet day may be long before the close. */
const isTrading = ({ date }: YahooChartQuote, { currentTradingPeriod }: YahooChartMeta, now: number): boolean => {
  if (currentTradingPeriod === undefined) return true;
  const { start, end } = currentTradingPeriod.regular;
  return date >= start && date < end && now < end.getTime() + delayMs;
};

const rowOf = ({ open, high, low, close, volume, adjclose }: YahooChartQuote, time: number): SparseCandle => ({
  time,
  open,
  high,
  low,
  close,
  volume,
  ...(adjclose === undefined ? {} : { adjClose: adjclose }),
});
