/**
 * The variance of the mean of correlated `values`: the sum of their autocovariances at lags below `overlap`, each times
 * the weight of its lag.
 *
 * Formula: F. X. Diebold, R. S. Mariano, "Comparing Predictive Accuracy", 1995.
 *
 * @param overlap - The lag from which on values are independent of each other; at least 1.
 */
export const varianceOfMean = (
  values: readonly number[],
  overlap: number,
  weight: (lag: number) => number = () => 1,
): number => {
  const { length: count } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < count; i += 1) sum += (values[i]! - mean) * (values[i - lag]! - mean);
    return sum / count;
  };
  let variance = covariance(0);
  for (let lag = 1; lag < Math.min(overlap, count); lag += 1) variance += 2 * weight(lag) * covariance(lag);
  return variance / count;
};

/**
 * Weights of autocovariances that never make a variance negative.
 *
 * Formula: W. K. Newey, K. D. West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation
 * consistent covariance matrix", 1987, after M. S. Bartlett.
 */
export const bartlett =
  (overlap: number) =>
  (lag: number): number =>
    1 - lag / overlap;
