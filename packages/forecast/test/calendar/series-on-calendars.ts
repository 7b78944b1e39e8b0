import type { StepOptions } from '../../src/index.ts';
import { dateAfter, instantOf, lastDayOf } from './local-time.ts';

/** The times of a series that follows a calendar; more than `known` of them. */
export interface SeriesTimes {
  readonly name: string;
  readonly options: StepOptions;
  readonly times: Float64Array;
}

/** How many rows a model is fitted on. At least 24 rows follow. */
export const known = 60;
const rows = known + 24;

const monthEnds = Float64Array.from({ length: rows }, (_, i) =>
  Date.UTC(2019 + Math.floor(i / 12), i % 12, lastDayOf(2019, 1 + i)),
);

// The first row is a Monday, so that row 59 is a Friday and row 60 is the Monday after it.
const businessDays = Float64Array.from({ length: rows }, (_, i) =>
  Date.UTC(2024, 0, 1 + 7 * Math.floor(i / 5) + (i % 5)),
);

// Clocks are set forward on 10 March, after row 59.
const newYork = 'America/New_York';
const localDays = Float64Array.from({ length: rows }, (_, i) => instantOf(newYork, dateAfter([2024, 1, 5], i))!);

export const seriesTimes: readonly SeriesTimes[] = [
  { name: 'ends of months', options: {}, times: monthEnds },
  { name: 'ends of months, as stated', options: { step: '1mo' }, times: monthEnds },
  { name: 'business days', options: {}, times: businessDays },
  { name: 'business days, as stated', options: { step: 'business days' }, times: businessDays },
  { name: 'local days across a clock change', options: { timeZone: newYork }, times: localDays },
  { name: 'local days, as stated', options: { step: '1d', timeZone: newYork }, times: localDays },
];
