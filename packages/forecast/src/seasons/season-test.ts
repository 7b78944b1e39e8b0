import { autocorrelation } from './autocorrelation.ts';

/** The one-sided 5 % point of the normal distribution, as the organisers of the M4 competition took it. */
const critical = 1.645;

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
  const at = autocorrelation(values);
  let squares = 1;
  for (let lag = 1; lag < period; lag += 1) squares += 2 * at(lag) ** 2;
  return Math.abs(at(period)) > critical * Math.sqrt(squares / values.length);
};
