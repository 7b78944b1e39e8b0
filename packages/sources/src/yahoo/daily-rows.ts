import type { SparseCandle } from '../candle/sparse-candle.ts';
import { chartRow } from './chart-row.ts';
import { delayMs, exchangeDay, isAtLastTrade } from './exchange-clock.ts';
import type { YahooChart, YahooChartMeta, YahooChartQuote } from './yahoo-client.ts';

/**
 * Returns the rows of a daily chart in the order of time; the time of each is midnight UTC of its day at the exchange.
 *
 * During a session, Yahoo adds a row at the instant of the last trade. Once the exchange has closed, that row replaces
 * the day's other row. Before, `'skip'` leaves the added row out, and `'replace'` puts it in place of the day's other
 * row.
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

/** Whether more trades may follow; on a quiet day the last trade so far may be long before the close. */
const isTrading = ({ date }: YahooChartQuote, { currentTradingPeriod }: YahooChartMeta, now: number): boolean => {
  if (currentTradingPeriod === undefined) return true;
  const { start, end } = currentTradingPeriod.regular;
  return date >= start && date < end && now < end.getTime() + delayMs;
};
