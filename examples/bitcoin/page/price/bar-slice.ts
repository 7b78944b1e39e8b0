import type { Prices } from '../../src/board/api.ts';

/** The bars that the chart holds: some or all rows of the prices, where each bar may merge several rows. */
export interface BarSlice {
  readonly prices: Prices;
  /** How many rows each bar merges. */
  readonly merged: number;
  /** The first row of the slice, and the row after its last. */
  readonly first: number;
  readonly end: number;
}

/** A drawn bar, which merges the rows from `firstRow` to `lastRow` of all prices. */
export interface DrawnBar {
  /** The prices that contain the bar, and the index of its row in these prices. */
  readonly prices: Prices;
  readonly row: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Up to this many rows, the chart holds all of them, and merges none. */
const mostWhole = 6_000;
/** How many bars of a new slice are visible at most. The chart library takes too long to draw more. */
const mostVisible = 450;
/** How many bars a slice has on each side of the visible ones, as a share of those. */
const margin = 0.5;

/**
 * The slice for a chart that shows the bars from row `from` to row `to`, with half as many on each side. Few bars are
 * one slice, unmerged.
 */
export const sliceOf = (prices: Prices, from: number, to: number): BarSlice => {
  const count = prices.times.length;
  if (count <= mostWhole) return { prices, merged: 1, first: 0, end: count };
  const span = Math.max(to - from, 1);
  let merged = 1;
  while (span / merged > mostVisible) merged *= 2;
  // Bars start on a fixed grid, so that a bar merges the same rows for each visible range.
  const onGrid = (row: number): number => Math.min(count, Math.max(0, Math.floor(row / merged) * merged));
  const [start, stop] = [from - margin * span, to + margin * span];
  const [first, end] = [onGrid(start), stop >= count ? count : onGrid(stop)];
  return { prices: mergedBars(prices, first, end, merged), merged, first, end };
};

/**
 * Whether a slice still fits the visible rows from `from` to `to` of `count`: it holds them, and its bars are neither
 * too narrow nor too wide.
 */
export const stillFits = ({ merged, first, end }: BarSlice, from: number, to: number, count: number): boolean => {
  if (count <= mostWhole) return true;
  const visible = (to - from) / merged;
  return (
    visible <= 2 * mostVisible &&
    (merged === 1 || visible >= mostVisible / 2.5) &&
    (first === 0 || from >= first) &&
    (end === count || to <= end)
  );
};

/**
 * Whether the slice has the newest row of `prices`. A slice of all rows is the object `prices` itself, and grows with
 * it.
 */
export const holdsNewest = (slice: BarSlice, prices: Prices): boolean =>
  slice.prices === prices || slice.end === prices.times.length;

/** The bar that draws a row of `prices`; undefined for a row outside the slice. */
export const drawnBar = (slice: BarSlice, prices: Prices, row: number): DrawnBar | undefined => {
  if (slice.prices === prices) return { prices, row, firstRow: row, lastRow: row };
  const { merged, first, end } = slice;
  if (row < first || row >= end) return undefined;
  const at = Math.floor((row - first) / merged);
  const firstRow = first + at * merged;
  return { prices: slice.prices, row: at, firstRow, lastRow: Math.min(firstRow + merged, end) - 1 };
};

/**
 * By how many rows the visible range moves when prices with the times `now` replace those with the times `before`.
 * Where the newest row was visible, the range follows the newest; elsewhere it keeps its times.
 */
export const rowsMoved = (
  before: readonly number[],
  now: readonly number[],
  { from, to }: { readonly from: number; readonly to: number },
): number => {
  const last = before.length - 1;
  if (to >= last) return now.length - before.length;
  const anchor = Math.min(Math.max(Math.round(from), 0), last);
  return rowAt(now, before[anchor]!) - anchor;
};

const mergedBars = (prices: Prices, first: number, end: number, merged: number): Prices => {
  const starts = Array.from({ length: Math.ceil((end - first) / merged) }, (_, i) => first + i * merged);
  const lastOf = (start: number): number => Math.min(start + merged, end) - 1;
  type Choose = (a: number, b: number) => number;
  const fold = (value: number | null, own: number, choose: Choose): number =>
    value === null ? own : choose(value, own);
  // A row without a value counts with its value in `others`, unless no row of the bar has a value.
  const over = (column: ReadonlyArray<number | null>, choose: Choose, others?: readonly number[]) =>
    starts.map((start) => {
      let [value, other]: [number | null, number | null] = [null, null];
      for (let row = start; row <= lastOf(start); row += 1) {
        const own = column[row] ?? null;
        if (own !== null) value = fold(value, own, choose);
        else if (others) other = fold(other, others[row]!, choose);
      }
      return value === null || other === null ? value : choose(value, other);
    });
  return {
    interval: prices.interval,
    times: starts.map((start) => prices.times[start]!),
    // The first open among the rows. The first row may have only a close, and its missing open would hide the candle.
    open: over(prices.open, (first) => first),
    // A row without a high and a low counts with its close, which may lie outside the range of the other rows.
    high: over(prices.high, Math.max, prices.close),
    low: over(prices.low, Math.min, prices.close),
    close: starts.map((start) => prices.close[lastOf(start)]!),
    volume: over(prices.volume, (a, b) => a + b),
  };
};

/** The last row whose time is not after `time`; 0 if all times are after it. */
export const rowAt = (times: readonly number[], time: number): number => {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
};
