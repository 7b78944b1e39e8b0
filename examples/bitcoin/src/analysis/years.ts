import type { DailyPrice } from '../prices/document.ts';
import { dayOf } from '../prices/document.ts';

/** The bars of a month in the charts of the report: means, highs and lows. */
export interface Month {
  /** Such as `2014-09`. */
  readonly month: string;
  readonly days: number;
  /** Mean of the days' opens. This and other figures are null if the source has none. */
  readonly meanOpen: number | null;
  readonly meanClose: number;
  readonly highest: number | null;
  readonly lowest: number | null;
}

/** The four prices of a day, for the line charts. */
interface Line {
  /** Such as `2014-09-17`. */
  readonly date: string;
  readonly open: number | null;
  readonly close: number;
  readonly high: number | null;
  readonly low: number | null;
}

/** A year, or all of them. */
export interface Period extends Omit<Month, 'month'> {
  /** Such as `2014`, or `overall`. */
  readonly period: string;
  readonly months: readonly Month[];
  readonly lines: readonly Line[];
}

/** The analysis of the report: each year by its months, then all years. Days are UTC days. */
export const yearByYear = (rows: readonly DailyPrice[]): readonly Period[] => [
  ...[...groupedBy(rows, 4)].map(([year, days]) => periodOf(year, days)),
  periodOf('overall', rows),
];

const periodOf = (period: string, rows: readonly DailyPrice[]): Period => ({
  period,
  ...figuresOf(rows),
  months: [...groupedBy(rows, 7)].map(([month, days]) => ({ month, ...figuresOf(days) })),
  lines: rows.map(({ time, open, close, high, low }) => ({ date: dayOf(time), open, close, high, low })),
});

/** Groups days by the first letters of their date, in the order in which the groups first appear. */
const groupedBy = (rows: readonly DailyPrice[], letters: number): ReadonlyMap<string, readonly DailyPrice[]> => {
  const groups = new Map<string, DailyPrice[]>();
  for (const row of rows) {
    const key = dayOf(row.time).slice(0, letters);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
};

const figuresOf = (rows: readonly DailyPrice[]): Omit<Month, 'month'> => ({
  days: rows.length,
  meanOpen: of(rows, 'open', meanOf),
  meanClose: meanOf(rows.map(({ close }) => close)),
  highest: of(rows, 'high', (values) => values.reduce((a, b) => Math.max(a, b))),
  lowest: of(rows, 'low', (values) => values.reduce((a, b) => Math.min(a, b))),
});

const of = (
  rows: readonly DailyPrice[],
  price: 'open' | 'high' | 'low',
  figure: (values: readonly number[]) => number,
): number | null => {
  const known = rows.flatMap((row) => row[price] ?? []);
  return known.length === 0 ? null : figure(known);
};

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
