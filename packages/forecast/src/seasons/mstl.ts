import { stl } from './stl.ts';

/** A series decomposed into its seasons and the rest. */
export interface Seasons {
  /** The series without its seasons. */
  readonly adjusted: Float64Array;
  /** One season for each period, in the order of the periods. */
  readonly seasonal: readonly Float64Array[];
}

/** How often all periods are gone through. */
const passes = 2;

/**
 * Removes several seasons from a series by STL, the shortest first. Each season is estimated on the series without the
 * other seasons.
 *
 * Source: K. Bandara, R. J. Hyndman, C. Bergmeir, "MSTL: A Seasonal-Trend Decomposition Algorithm for Time Series with
 * Multiple Seasonal Patterns", 2021; spans of 11, 15, 19 and so on, as in the paper.
 *
 * @param periods - Increasing. Twice the last one is at most the number of rows.
 */
export const mstl = (
  values: Float64Array,
  periods: readonly number[],
  robust = 0,
  spans?: readonly number[],
): Seasons => {
  const seasonal: Float64Array[] = periods.map(() => new Float64Array(values.length));
  const adjusted = values.slice();
  for (let pass = 0; pass < (periods.length > 1 ? passes : 1); pass += 1) {
    for (const [i, period] of periods.entries()) {
      const before = seasonal[i]!;
      const input = adjusted.map((value, row) => value + before[row]!);
      const next = stl(input, { period, seasonalSpan: spans?.[i] ?? 7 + 4 * (i + 1), robust }).seasonal;
      for (let row = 0; row < adjusted.length; row += 1) adjusted[row] = input[row]! - next[row]!;
      seasonal[i] = next;
    }
  }
  return { adjusted, seasonal };
};
