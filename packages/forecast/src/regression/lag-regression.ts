import { solveSymmetric } from './cholesky.ts';

/** A linear regression of a row on earlier rows. */
export interface LagRegression {
  /** Which earlier rows: how many rows back each is, in increasing order. */
  readonly lags: readonly number[];
  /** One for each lag. */
  readonly weights: readonly number[];
  /** Subtracted from every row first. */
  readonly centre: number;
  readonly intercept: number;
}

/** How a {@link LagRegression} is fitted. */
export interface LagRegressionOptions {
  readonly lags: readonly number[];
  /** Penalty on the squared weights, as a share of the rows' mean square. */
  readonly ridge: number;
  /**
   * The weight of a row is halved for each `halfLife` rows that it is older; with `Infinity` all rows have the same
   * weight.
   */
  readonly halfLife: number;
}

/**
 * Fits by least squares with a penalty on the weights.
 *
 * Formula: A. E. Hoerl, R. W. Kennard, "Ridge Regression", 1970, over the lagged rows. The intercept has no penalty.
 *
 * @param values - More rows than the longest lag.
 */
export const fitLagRegression = (
  values: Float64Array,
  { lags, ridge, halfLife }: LagRegressionOptions,
): LagRegression => {
  const rows = values.length;
  const size = lags.length + 1;
  const centre = values.reduce((sum, value) => sum + value, 0) / rows;
  const centred = values.map((value) => value - centre);
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const inputs = new Float64Array(size).fill(1);
  for (let row = lags.at(-1)!; row < rows; row += 1) {
    for (let i = 0; i < lags.length; i += 1) inputs[i] = centred[row - lags[i]!]!;
    const importance = 0.5 ** ((rows - 1 - row) / halfLife);
    const target = centred[row]!;
    for (let i = 0; i < size; i += 1) {
      const weighted = importance * inputs[i]!;
      right[i]! += weighted * target;
      for (let j = 0; j <= i; j += 1) matrix[i * size + j]! += weighted * inputs[j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < lags.length; i += 1) trace += matrix[i * size + i]! / lags.length;
  // A series that does not vary has a trace of 0; any positive number makes the matrix solvable.
  for (let i = 0; i < lags.length; i += 1) matrix[i * size + i]! += trace === 0 ? 1 : ridge * trace;
  solveSymmetric(matrix, right);
  return { lags, weights: Array.from(right.subarray(0, -1)), centre, intercept: right[size - 1]! };
};

/** Forecasts the rows after `past`, which needs at least as many rows as the longest lag. */
export const forecastLagRegression = (
  past: Float64Array,
  { lags, weights, centre, intercept }: LagRegression,
  horizon: number,
): Float64Array => {
  const rows = past.length;
  const path = new Float64Array(rows + horizon);
  path.set(past);
  for (let row = rows; row < path.length; row += 1) {
    let value = centre + intercept;
    for (let i = 0; i < lags.length; i += 1) value += weights[i]! * (path[row - lags[i]!]! - centre);
    path[row] = value;
  }
  return path.slice(rows);
};
