import { dayMs } from './exchange-clock.ts';
import type { YahooChartQuery } from './yahoo-client.ts';

/** The interval of the candles of {@link yahooCandles}; `m` means minutes, `mo` months. */
export type YahooInterval = '1m' | '2m' | '5m' | '15m' | '30m' | '1h' | '90m' | '1d' | '1w' | '1mo' | '3mo';

/**
 * The properties of a {@link YahooInterval}. For intervals of a day or longer, times are in the exchange's time zone.
 */
export interface YahooSpan {
  /** Yahoo's name of the interval in requests. */
  readonly name: YahooChartQuery['interval'];
  /** Names that Yahoo may use for it in responses. */
  readonly granularities: readonly string[];
  readonly isIntraday: boolean;
  /** The time for which Yahoo has bars, as part of a sentence; undefined when that is the whole history. */
  readonly reach?: string;
  /**
   * Returns the start of the bar that contains `time`. `origin` is the start of another bar, for bars without a fixed
   * start.
   */
  readonly startOf: (time: number, origin?: number) => number;
  /** Returns the start of the next bar, from the start of a bar. */
  readonly next: (start: number) => number;
  /** Returns the range of instants to request. */
  readonly range: (from: number, to: number) => { readonly period1: Date; readonly period2: Date };
}

const minutes = (count: number, name: YahooSpan['name'], reach: string): YahooSpan => {
  const ms = count * 60_000;
  return {
    name,
    granularities: count === 60 ? ['60m', '1h'] : [name],
    isIntraday: true,
    reach,
    startOf: (time, origin = 0) => origin + Math.floor((time - origin) / ms) * ms,
    next: (start) => start + ms,
    // Yahoo's range is in whole seconds.
    range: (from, to) => ({ period1: new Date(from), period2: new Date(Math.ceil(to / 1_000) * 1_000) }),
  };
};

const calendar = (name: YahooSpan['name'], startOf: YahooSpan['startOf'], next: YahooSpan['next']): YahooSpan => ({
  name,
  granularities: [name],
  isIntraday: false,
  startOf,
  next,
  // Yahoo may count weeks and quarters from the first day of the range, so the range starts on the first day of a bar.
  // 10:00 UTC is the same date from Honolulu to Auckland.
  range: (from, to) => ({
    period1: new Date(startOf(startOf(from) - 1) + 10 * 3_600_000),
    period2: new Date(to + dayMs),
  }),
});

// The epoch was a Thursday, and weeks begin on Monday.
const monday = (time: number): number => Math.floor((time / dayMs + 3) / 7) * 7 * dayMs - 3 * dayMs;

/** Months since January 1970. */
const monthOf = (time: number): number => {
  const date = new Date(time);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

const firstDay = (month: number): number => Date.UTC(1970, month, 1);

/**
 * Returns the first day of a quarter. Yahoo's quarters may begin in any month; `origin` is the start of one of them.
 */
const quarter = (time: number, origin = 0): number => {
  const first = monthOf(origin);
  return firstDay(first + Math.floor((monthOf(time) - first) / 3) * 3);
};

const last60Days = 'the last 60 days';

/** All intervals except the day, whose bars follow other rules (`daily-rows.ts`). */
export const yahooSpans: Readonly<Record<Exclude<YahooInterval, '1d'>, YahooSpan>> = {
  '1m': minutes(1, '1m', 'the last 30 days, 7 days at a time'),
  '2m': minutes(2, '2m', last60Days),
  '5m': minutes(5, '5m', last60Days),
  '15m': minutes(15, '15m', last60Days),
  '30m': minutes(30, '30m', last60Days),
  '1h': minutes(60, '60m', 'the last 730 days'),
  '90m': minutes(90, '90m', last60Days),
  '1w': calendar('1wk', monday, (start) => monday(start) + 7 * dayMs),
  '1mo': calendar(
    '1mo',
    (time) => firstDay(monthOf(time)),
    (start) => firstDay(monthOf(start) + 1),
  ),
  '3mo': calendar('3mo', quarter, (start) => firstDay(monthOf(start) + 3)),
};
