/** The one-sided 5 % point of the normal distribution, as the organisers of the M4 competition took it. */
const critical = 1.645;

/** Sample autocorrelations of lags 1 to `most`. */
const autocorrelations = (values: Float64Array, most: number): Float64Array => {
  const rows = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const centred = values.map((value) => value - mean);
  const variance = centred.reduce((sum, value) => sum + value * value, 0);
  return Float64Array.from({ length: most }, (_, i) => {
    let sum = 0;
    for (let row = i + 1; row < rows; row += 1) sum += centred[row]! * centred[row - i - 1]!;
    return sum / variance;
  });
};

/**
 * Whether `values` have a season of `period` rows: their autocorrelation at that lag is beyond 1.645 of its standard
 * errors (a level of 90 % on two sides). Fewer than three seasons, or rows that do not vary, have none.
 *
 * Formula: the season test of the M4 competition (S. Makridakis, E. Spiliotis, V. Assimakopoulos, "The M4 Competition:
 * 100,000 time series and 61 forecasting methods", 2020); M. S. Bartlett's standard error, 1946.
 *
 * @param values - Training rows, without seasons that are shorter than `period`: their multiples look like longer ones.
 * @param period - Rows of a season; 1 is never one.
 *
 * @example
 * ```ts
 * const wave = Float64Array.from({ length: 96 }, (_, hour) => Math.sin((hour * Math.PI) / 12));
 * hasSeason(wave, 24); // true
 * ```
 */
export const hasSeason = (values: Float64Array, period: number): boolean => {
  if (period < 2 || values.length < 3 * period) return false;
  const correlations = autocorrelations(values, period);
  let squares = 1;
  for (let lag = 0; lag < period - 1; lag += 1) squares += 2 * correlations[lag]! ** 2;
  return Math.abs(correlations[period - 1]!) > critical * Math.sqrt(squares / values.length);
};
