import type { SparseCandle } from '../candle/sparse-candle.ts';
import { sourcesError } from '../errors.ts';
import { chartRow } from './chart-row.ts';
import { delayMs, exchangeDay, exchangeOffset, isAtLastTrade } from './exchange-clock.ts';
import type { YahooChart, YahooChartMeta } from './yahoo-client.ts';
import type { YahooSpan } from './yahoo-interval.ts';

/**
 * Returns the rows of a chart of minutes, weeks or months in the order of time. The time of a bar of minutes is the
 * instant at which it begins; the time of weeks and months is midnight UTC of their first day at the exchange.
 *
 * Yahoo may send the latest trades in a row of their own, beside the row of their bar; both are merged. `'skip'` leaves
 * out a last bar that is not finished, and `'replace'` returns it with the trades so far.
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

/** Rejects bars of another length: for some symbols Yahoo sends longer bars than requested. */
const checkGranularity = ({ dataGranularity }: YahooChartMeta, { name, granularities }: YahooSpan): void => {
  if (dataGranularity === undefined || granularities.includes(dataGranularity)) return;
  throw sourcesError(
    'PENSTOCK_BAD_RESPONSE',
    `Expected bars of ${name} from Yahoo; got bars of another interval. Ask for a longer interval.`,
  );
};

/** Whether a row at `time` belongs to the bar before it. */
const isPartOf = (bar: SparseCandle, time: number, meta: YahooChartMeta, span: YahooSpan): boolean => {
  if (time < span.next(bar.time)) return true;
  // The last trade of a session may be at the instant of the close, where no bar begins.
  const session = span.isIntraday ? sessionOf(meta) : undefined;
  return session !== undefined && isAtLastTrade(time, meta) && time >= session.end && bar.time >= session.start;
};

/** Returns when the bar of a trade begins, counted from the opening or from the bar before. */
const startOf = (time: number, before: number | undefined, meta: YahooChartMeta, span: YahooSpan): number => {
  const opening = span.isIntraday ? meta.currentTradingPeriod?.regular.start.getTime() : undefined;
  return span.startOf(time, opening !== undefined && opening <= time ? opening : before);
};

/**
 * Whether a bar is finished: there was a trade at its end or later, or it ended so long ago that no trade can still
 * arrive.
 */
const isOver = (start: number, meta: YahooChartMeta, span: YahooSpan, now: number): boolean => {
  const offset = span.isIntraday ? () => 0 : exchangeOffset(meta);
  const session = span.isIntraday ? sessionOf(meta) : undefined;
  const next = span.next(start);
  const end = session && start >= session.start && start < session.end ? Math.min(next, session.end) : next;
  const trade = meta.regularMarketTime?.getTime();
  return (trade !== undefined && trade + offset(trade) >= end) || now + offset(now) >= end + delayMs;
};

/**
 * Returns the day's session; undefined where trading never stops, for which Yahoo sends a session that ends at 23:59.
 */
const sessionOf = ({
  currentTradingPeriod,
}: YahooChartMeta): { readonly start: number; readonly end: number } | undefined => {
  if (currentTradingPeriod === undefined) return undefined;
  const start = currentTradingPeriod.regular.start.getTime();
  const end = currentTradingPeriod.regular.end.getTime();
  return end - start < (24 * 60 - 1) * 60_000 ? { start, end } : undefined;
};

/** Merges a bar with the row of the latest trades. */
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
