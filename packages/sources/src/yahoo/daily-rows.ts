import type { SparseCandle } from '../candle/sparse-candle.ts';
import { chartRow } from './chart-row.ts';
import { delayMs, exchangeDay, isAtLastTrade } from './exchange-clock.ts';
import type { YahooChart, YahooChartMeta, YahooChartQuote } from './yahoo-client.ts';

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
  const day = exchangeDay(meta);
  const dayOf = ({ date }: YahooChartQuote): number => day(date.getTime());
  const sorted = quotes.toSorted((a, b) => a.date.getTime() - b.date.getTime());
  const [before, last] = [sorted.at(-2), sorted.at(-1)];
  const own = before && last && dayOf(before) === dayOf(last) && before.date < last.date ? before : undefined;
  if (last && (own || isAtLastTrade(last.date.getTime(), meta))) {
    if (liveBar === 'skip' && isTrading(last, meta, now)) sorted.pop();
    else if (own) sorted.splice(-2, 1);
  }
  return sorted.map((quote) => chartRow(quote, dayOf(quote)));
};

/** Whether more trades may come: the last one of a quiet day may be long before the close. */
const isTrading = ({ date }: YahooChartQuote, { currentTradingPeriod }: YahooChartMeta, now: number): boolean => {
  if (currentTradingPeriod === undefined) return true;
  const { start, end } = currentTradingPeriod.regular;
  return date >= start && date < end && now < end.getTime() + delayMs;
};
