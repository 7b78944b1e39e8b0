import type { Document } from '../prices/document.ts';
import type { Prices } from './api.ts';

/** Bounds in milliseconds, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The answer of `/api/prices` for days. */
export const dailyPrices = (documents: readonly Document[], { from, to }: Range): Prices => {
  const days = documents.filter(({ '@timestamp': time }) => time >= from && time <= to);
  return {
    interval: '1d',
    times: days.map(({ '@timestamp': time }) => time),
    open: days.map(({ Open }) => Open),
    high: days.map(({ High }) => High),
    low: days.map(({ Low }) => Low),
    close: days.map(({ Close }) => Close),
    volume: days.map(({ Volume }) => Volume),
  };
};
