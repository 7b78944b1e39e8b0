import type { Prices } from '../../src/board/api.ts';

/** The closes of a year, at the same days of a leap year, so that all years share one axis. */
export interface YearLine {
  readonly year: number;
  /** Milliseconds in the year 2000. */
  readonly times: readonly number[];
  readonly closes: readonly number[];
}

const shared = 2_000;

/** Cuts daily prices into years of UTC, oldest first. */
export const byYear = ({ times, close }: Prices): readonly YearLine[] => {
  const years = new Map<number, { year: number; times: number[]; closes: number[] }>();
  for (const [i, time] of times.entries()) {
    const day = new Date(time);
    const year = day.getUTCFullYear();
    const line = years.get(year) ?? { year, times: [], closes: [] };
    years.set(year, line);
    line.times.push(Date.UTC(shared, day.getUTCMonth(), day.getUTCDate()));
    line.closes.push(close[i]!);
  }
  return [...years.values()];
};

/** Changes since the first close of a year, as shares: 0.5 is a rise of 50 %. */
export const sinceStart = (closes: readonly number[]): readonly number[] =>
  closes.map((close) => close / closes[0]! - 1);
