import { zoneOffset } from '@penstock/stream/internal';
import type { YahooChartMeta } from './yahoo-client.ts';

export const dayMs = 86_400_000;
// Yahoo delays the prices of some exchanges by up to half an hour.
export const delayMs = 3_600_000;

/**
 * Returns the range to request: one day longer on each side, because a day at an exchange begins up to 14 hours before
 * or after the same day in UTC.
 */
export const daysAround = (from: number, to: number): { readonly period1: Date; readonly period2: Date } => ({
  period1: new Date(from - dayMs),
  period2: new Date(to + dayMs),
});

/** Makes a function that returns, for an instant, midnight UTC of the date at the exchange. */
export const exchangeDay = (meta: YahooChartMeta): ((time: number) => number) => {
  const offset = exchangeOffset(meta);
  return (time) => Math.floor((time + offset(time)) / dayMs) * dayMs;
};

/** Makes a function that returns how many milliseconds the exchange's clock is ahead of UTC at an instant. */
export const exchangeOffset = ({ exchangeTimezoneName, gmtoffset = 0 }: YahooChartMeta): ((time: number) => number) => {
  if (exchangeTimezoneName !== undefined) {
    try {
      return zoneOffset(exchangeTimezoneName);
    } catch {
      // Yahoo may name a time zone that this version of Node does not know. Today's offset is then wrong by at most an
      // hour.
    }
  }
  return () => gmtoffset * 1_000;
};

/** Whether a row is the one that Yahoo adds at the instant of the last trade. */
export const isAtLastTrade = (time: number, { regularMarketTime, currentTradingPeriod }: YahooChartMeta): boolean =>
  // The day's regular row has the time of the opening, also when the last trade was then.
  time === regularMarketTime?.getTime() && time !== currentTradingPeriod?.regular.start.getTime();
