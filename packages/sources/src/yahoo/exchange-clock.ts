import { zoneOffset } from '@penstock/stream';
import type { YahooChartMeta } from './yahoo-client.ts';

export const dayMs = 86_400_000;
// Prices of some exchanges come late, by up to half an hour.
export const delayMs = 3_600_000;

/** The range to ask for; a day of the exchange begins and ends up to 14 hours from that of UTC. */
export const daysAround = (from: number, to: number): { readonly period1: Date; readonly period2: Date } => ({
  period1: new Date(from - dayMs),
  period2: new Date(to + dayMs),
});

/** Gives midnight UTC of the day at the exchange that an instant is in. */
export const exchangeDay = (meta: YahooChartMeta): ((time: number) => number) => {
  const offset = exchangeOffset(meta);
  return (time) => Math.floor((time + offset(time)) / dayMs) * dayMs;
};

/** The offset of the exchange's clock from UTC at an instant. */
export const exchangeOffset = ({ exchangeTimezoneName, gmtoffset = 0 }: YahooChartMeta): ((time: number) => number) => {
  if (exchangeTimezoneName !== undefined) {
    try {
      return zoneOffset(exchangeTimezoneName);
    } catch {
      // Yahoo may know a time zone that this Node does not; today's offset is right to an hour.
    }
  }
  return () => gmtoffset * 1_000;
};

/** Whether a row is the one that Yahoo adds at the instant of the last trade. */
export const isAtLastTrade = (time: number, { regularMarketTime, currentTradingPeriod }: YahooChartMeta): boolean =>
  // The day's own row has the time of the opening.
  time === regularMarketTime?.getTime() && time !== currentTradingPeriod?.regular.start.getTime();
