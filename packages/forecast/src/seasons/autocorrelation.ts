/**
 * Prepares the sample autocorrelation of `values`.
 *
 * @returns A function of the lag, a whole number of at least 1. It returns NaN if the values do not vary.
 */
export const autocorrelation = (values: Float64Array): ((lag: number) => number) => {
  const rows = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const centred = values.map((value) => value - mean);
  const variance = centred.reduce((sum, value) => sum + value * value, 0);
  return (lag) => {
    let sum = 0;
    for (let row = lag; row < rows; row += 1) sum += centred[row]! * centred[row - lag]!;
    return sum / variance;
  };
};
