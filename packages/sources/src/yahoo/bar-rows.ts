import type { SparseCandle } from '../candle/sparse-candle.ts';
import { sourcesError } from '../errors.ts';
import { chartRow } from './chart-row.ts';
import { delayMs, exchangeDay, exchangeOffset, isAtLastTrade } from './exchange-clock.ts';
import type { YahooChart, YahooChartMeta } from './yahoo-client.ts';
import type { YahooSpan } from './yahoo-interval.ts';

/**
 * The rows of a chart of minutes, weeks or months in the order of time. The time of minutes is their instant; that of
 * weeks and months is midnight UTC of their first day at the exchange.
 *
 * Yahoo may give the latest trades as a row of their own beside that of their bar; the two are made one. A last bar
 * that is not over is left out by `'skip'` and given as far as it is by `'replace'`.
 */
export const barRows = (
  { quotes, meta = {} }: YahooChart,
  span: YahooSpan,
  liveBar: 'skip' | 'replace',
  now: number,
): readonly SparseCandle[] => {
  checkGranularity(meta, span);
  const timeOf = span.isIntraday ? (time: number): number => time : exchangeDay(meta);
  const sorted = quotes.toSorted((a, b) => a.date.getTime() - b.date.getTime());
  const bars = sorted.map((quote) => chartRow(quote, timeOf(quote.date.getTime())));
  const last = bars.pop();
  if (last === undefined) return bars;
  const instant = sorted.at(-1)!.date.getTime();
  const before = bars.at(-1);
  const isLater = before !== undefined && sorted.at(-2)!.date.getTime() < instant;
  const bar = isLater && isPartOf(before, last.time, meta, span) ? before : undefined;
  const live = isAtLastTrade(instant, meta) ? { ...last, time: startOf(last.time, before?.time, meta, span) } : last;
  if (bar) bars.pop();
  const current = bar ? joined(bar, last) : live;
  if (liveBar === 'replace' || isOver(current.time, meta, span, now)) bars.push(current);
  return bars;
};

/** Yahoo answers for some symbols with longer bars than it was asked for. */
const checkGranularity = ({ dataGranularity }: YahooChartMeta, { name, granularities }: YahooSpan): void => {
  if (dataGranularity === undefined || granularities.includes(dataGranularity)) return;
  throw sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected bars of ${name} from Yahoo; the answer has others. Ask for a longer interval.`,
  );
};

/** Whether a row at `time` belongs to the bar before it. */
const isPartOf = (bar: SparseCandle, time: number, meta: YahooChartMeta, span: YahooSpan): boolean => {
  if (time < span.next(bar.time)) return true;
  // The last trade of a session may have the instant of the close, at which no bar begins.
  const session = span.isIntraday ? sessionOf(meta) : undefined;
  return session !== undefined && isAtLastTrade(time, meta) && time >= session.end && bar.time >= session.start;
};

/** When the bar of a trade begins, counted from the opening or from the bar before. */
const startOf = (time: number, before: number | undefined, meta: YahooChartMeta, span: YahooSpan): number => {
  const opening = span.isIntraday ? meta.currentTradingPeriod?.regular.start.getTime() : undefined;
  return span.startOf(time, opening !== undefined && opening <= time ? opening : before);
};

/** Whether a bar is over: there was a trade at its end or later, or its end is so long ago that none can come. */
const isOver = (start: number, meta: YahooChartMeta, span: YahooSpan, now: number): boolean => {
  const offset = span.isIntraday ? () => 0 : exchangeOffset(meta);
  const session = span.isIntraday ? sessionOf(meta) : undefined;
  const next = span.next(start);
  const end = session && start >= session.start && start < session.end ? Math.min(next, session.end) : next;
  const trade = meta.regularMarketTime?.getTime();
  return (trade !== undefined && trade + offset(trade) >= end) || now + offset(now) >= end + delayMs;
};

/** The session of the day; none where trading never stops, of which Yahoo says that it ends at 23:59. */
const sessionOf = ({
  currentTradingPeriod,
}: YahooChartMeta): { readonly start: number; readonly end: number } | undefined => {
  if (currentTradingPeriod === undefined) return undefined;
  const start = currentTradingPeriod.regular.start.getTime();
  const end = currentTradingPeriod.regular.end.getTime();
  return end - start < (24 * 60 - 1) * 60_000 ? { start, end } : undefined;
};

/** A bar with the trades that Yahoo gave beside it. */
const joined = (bar: SparseCandle, live: SparseCandle): SparseCandle => ({
  ...bar,
  open: bar.open ?? live.open,
  high: pick(Math.max, bar.high, live.high),
  low: pick(Math.min, bar.low, live.low),
  close: live.close ?? bar.close,
  volume: pick((a, b) => a + b, bar.volume, live.volume),
  ...(bar.adjClose === undefined ? {} : { adjClose: live.adjClose ?? bar.adjClose }),
});

const pick = (of: (a: number, b: number) => number, a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : of(a, b);
