import { dayMs } from './exchange-clock.ts';
import type { YahooChartQuery } from './yahoo-client.ts';

/** How long the candles of {@link yahooCandles} are; `m` is minutes, `mo` is months. */
export type YahooInterval = '1m' | '2m' | '5m' | '15m' | '30m' | '1h' | '90m' | '1d' | '1w' | '1mo' | '3mo';

/** A {@link YahooInterval} once read. Times of a day or longer are those of the exchange's clock. */
export interface YahooSpan {
  /** What Yahoo calls it. */
  readonly name: YahooChartQuery['interval'];
  /** What Yahoo may call it in its answer. */
  readonly granularities: readonly string[];
  readonly isIntraday: boolean;
  /** What Yahoo has of it, where that is not the whole history; a part of a sentence. */
  readonly reach?: string;
  /** When the bar that holds `time` begins; `origin` is the start of another, for bars that may begin anywhere. */
  readonly startOf: (time: number, origin?: number) => number;
  /** When the bar after one of `start` begins. */
  readonly next: (start: number) => number;
  /** The range of instants to ask for. */
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
    // Yahoo counts in seconds.
    range: (from, to) => ({ period1: new Date(from), period2: new Date(Math.ceil(to / 1_000) * 1_000) }),
  };
};

const calendar = (name: YahooSpan['name'], startOf: YahooSpan['startOf'], next: YahooSpan['next']): YahooSpan => ({
  name,
  granularities: [name],
  isIntraday: false,
  startOf,
  next,
  // Yahoo may count weeks and quarters from the day it is asked from, so that day is the first one of a bar. 10:00 UTC
  // is the same day from Honolulu to Auckland.
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

/** The first day of a quarter; Yahoo's may begin in any month, so `origin` tells in which. */
const quarter = (time: number, origin = 0): number => {
  const first = monthOf(origin);
  return firstDay(first + Math.floor((monthOf(time) - first) / 3) * 3);
};

const last60Days = 'the last 60 days';

/** All spans but the day, whose bars have rules of their own. */
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
