/** Which set of earlier rows each row is regressed on; see `seasonalLags`. */
export type LagChoice = 'narrow' | 'wide';

/** The maximum number of lags for a regression: a third of the rows that have all lags before them. */
const room = (rows: number, longest: number): number => Math.floor((rows - longest) / 3);

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/**
 * The lags of an autoregression with seasons, in increasing order.
 *
 * `narrow`: the last 3 rows; one season back and its two neighbours, also for each longer season; and two of the
 * shortest seasons back. `wide`: all rows of the shortest season and two more; twice the shortest season, and its
 * further multiples below the longest season, each with two rows on both sides; and each longer season with four rows
 * on both sides.
 *
 * Lags of half of the rows or more are left out. Then the longest lags are dropped until three rows are left for each
 * lag.
 *
 * @param periods - Increasing. Without periods, a row is regressed on the last 3 (`narrow`) or 10 (`wide`) rows.
 */
export const seasonalLags = (choice: LagChoice, periods: readonly number[], rows: number): readonly number[] => {
  const lags = new Set<number>();
  const add = (list: readonly number[]): void => {
    for (const lag of list) if (lag >= 1) lags.add(lag);
  };
  const [first, ...longer] = periods;
  if (choice === 'narrow') {
    add(range(1, 3));
    if (first !== undefined) add([first - 1, first, first + 1, 2 * first]);
    for (const period of longer) add(range(period - 1, period + 1));
  } else {
    add(range(1, first === undefined ? 10 : first + 2));
    if (first !== undefined) add(range(2 * first - 2, 2 * first + 2));
    const last = longer.at(-1) ?? 0;
    for (let multiple = 3 * (first ?? Infinity); multiple < last; multiple += first!)
      add(range(multiple - 2, multiple + 2));
    for (const period of longer) add(range(period - 4, period + 4));
  }
  const sorted = [...lags].filter((lag) => 2 * lag < rows).toSorted((a, b) => a - b);
  while (sorted.length > 1 && sorted.length > room(rows, sorted.at(-1)!)) sorted.pop();
  return sorted;
};
