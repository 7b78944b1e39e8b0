import { autocorrelation } from './autocorrelation.ts';

/** The 95 % quantile of the normal distribution. The organisers of the M4 competition used it too. */
const critical = 1.645;

/**
 * Whether `values` have a season of `period` rows: whether the absolute value of their autocorrelation at that lag
 * exceeds 1.645 times the standard error (a two-sided test at the 90 % level). False for fewer than three seasons, and
 * for rows that do not vary.
 *
 * Formula: the season test of the M4 competition (S. Makridakis, E. Spiliotis, V. Assimakopoulos, "The M4 Competition:
 * 100,000 time series and 61 forecasting methods", 2020); M. S. Bartlett's standard error, 1946.
 *
 * @param values - Training rows without seasons shorter than `period`, because multiples of those look like longer
 * seasons.
 * @param period - Rows of a season. 1 is never a season.
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
