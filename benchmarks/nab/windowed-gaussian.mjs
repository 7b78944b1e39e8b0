import { tailProbability } from './tail-probability.mjs';

const windowRows = 6_400;
// A full window moves in steps of this many rows.
const stepRows = 100;
// Replaces a deviation of 0.
const leastDeviation = 1e-6;

/** The first row of the window by which a row is scored, and the row after the last. */
const windowBefore = (row) => {
  if (row <= windowRows) return [0, row];
  const moved = stepRows * Math.floor((row - windowRows) / stepRows);
  return [moved, moved + windowRows];
};

/**
 * The windowed Gaussian detector of the Numenta benchmark, by its description: the score of a row is 1 minus the tail
 * probability of its value under a normal distribution with the mean and the deviation of up to 6,400 rows before it.
 */
export const windowedGaussian = (values) => {
  let [counted, mean, deviation] = [-1, 0, 0];
  return Float64Array.from(values, (value, row) => {
    if (row === 0) return 0;
    const [from, to] = windowBefore(row);
    if (to !== counted) {
      const before = values.subarray(from, to);
      mean = before.reduce((sum, each) => sum + each, 0) / before.length;
      deviation = Math.sqrt(before.reduce((sum, each) => sum + (each - mean) ** 2, 0) / before.length);
      counted = to;
    }
    return 1 - tailProbability(Math.abs(value - mean) / (deviation || leastDeviation));
  });
};
