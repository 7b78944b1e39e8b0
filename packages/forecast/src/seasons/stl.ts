import { loess, loessAt } from './loess.ts';
import type { LoessOptions } from './loess.ts';

/** The season and the trend of a series. The rest is what remains of the series without both. */
export interface Parts {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
}

/** Parameters of STL. */
export interface StlOptions {
  /** Rows of a season: at least 2. */
  readonly period: number;
  /**
   * How many rows at the same place in the season each fit uses: odd, at least 7. A larger span lets the season change
   * less.
   */
  readonly seasonalSpan: number;
  /** How many passes give outliers smaller weights; 0 for none. */
  readonly robust: number;
}

const odd = (value: number): number => {
  const whole = Math.ceil(value);
  return whole % 2 === 0 ? whole + 1 : whole;
};

const withJump = (span: number, degree: 0 | 1): LoessOptions => ({ span, degree, jump: Math.ceil(span / 10) });

/** Means of `length` neighbouring values, so the result has `length - 1` fewer values. */
const movingMean = (values: Float64Array, length: number): Float64Array => {
  const result = new Float64Array(values.length - length + 1);
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += values[i]!;
  result[0] = sum / length;
  for (let i = 1; i < result.length; i += 1) {
    sum += values[i + length - 1]! - values[i - 1]!;
    result[i] = sum / length;
  }
  return result;
};

/** Smooths the rows at each place in the season separately, and extends them by one season at both ends. */
const cycleSubseries = (
  detrended: Float64Array,
  { period, seasonalSpan }: StlOptions,
  robustness: Float64Array | undefined,
): Float64Array => {
  const rows = detrended.length;
  const result = new Float64Array(rows + 2 * period);
  const options = withJump(seasonalSpan, 0);
  for (let place = 0; place < period; place += 1) {
    const count = Math.floor((rows - 1 - place) / period) + 1;
    const sub = Float64Array.from({ length: count }, (_, i) => detrended[place + i * period]!);
    const weights = robustness && Float64Array.from({ length: count }, (_, i) => robustness[place + i * period]!);
    const smooth = loess(sub, options, weights);
    result[place] = loessAt(sub, -1, options, weights);
    for (let i = 0; i < count; i += 1) result[place + (i + 1) * period] = smooth[i]!;
    result[place + (count + 1) * period] = loessAt(sub, count, options, weights);
  }
  return result;
};

/** Bisquare weights of the residuals. */
const robustnessOf = (values: Float64Array, { seasonal, trend }: Parts): Float64Array => {
  const sizes = values.map((value, i) => Math.abs(value - seasonal[i]! - trend[i]!));
  const sorted = sizes.toSorted();
  const half = sorted.length >> 1;
  const bound = 3 * (sorted[half]! + sorted[sorted.length - 1 - half]!);
  return sizes.map((size) => {
    if (size <= 0.001 * bound) return 1;
    return size > 0.999 * bound ? 0 : (1 - (size / bound) ** 2) ** 2;
  });
};

/**
 * Seasonal and trend decomposition by local regression.
 *
 * Source: R. B. Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning, "STL: A Seasonal-Trend Decomposition Procedure
 * Based on Loess", Journal of Official Statistics 6, 1990. The inner loop runs twice; the spans of the trend and of the
 * low-pass filter are those that the paper recommends.
 *
 * @param values - At least two seasons.
 */
export const stl = (values: Float64Array, options: StlOptions): Parts => {
  const { period, seasonalSpan, robust } = options;
  const rows = values.length;
  const trendOptions = withJump(odd((1.5 * period) / (1 - 1.5 / seasonalSpan)), 1);
  const lowOptions = withJump(odd(period), 1);
  let parts: Parts = { seasonal: new Float64Array(rows), trend: new Float64Array(rows) };
  let robustness: Float64Array | undefined;
  for (let outer = 0; outer <= robust; outer += 1) {
    for (let inner = 0; inner < 2; inner += 1) {
      const { trend } = parts;
      const cycles = cycleSubseries(
        values.map((value, i) => value - trend[i]!),
        options,
        robustness,
      );
      const low = loess(movingMean(movingMean(movingMean(cycles, period), period), 3), lowOptions);
      const seasonal = low.map((value, i) => cycles[i + period]! - value);
      const adjusted = values.map((value, i) => value - seasonal[i]!);
      parts = { seasonal, trend: loess(adjusted, trendOptions, robustness) };
    }
    if (outer < robust) robustness = robustnessOf(values, parts);
  }
  return parts;
};
