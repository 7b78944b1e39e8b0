/** Whether a season is added to the level or multiplies it. */
export type SeasonKind = 'additive' | 'multiplicative';

/** Centred moving means over one period; NaN for the half period at each end. */
const centredMeans = (values: Float64Array, period: number): Float64Array => {
  const half = period >> 1;
  const even = period % 2 === 0;
  return values.map((_, row) => {
    if (row < half || row + half >= values.length) return Number.NaN;
    let sum = even ? (values[row - half]! + values[row + half]!) / 2 : values[row]!;
    const [from, to] = even ? [row - half + 1, row + half - 1] : [row - half, row + half];
    if (!even) sum = 0;
    for (let i = from; i <= to; i += 1) sum += values[i]!;
    return sum / period;
  });
};

/**
 * The seasonal indices, one for each place in the season, the first for the place of the first row. Additive indices
 * have mean 0, multiplicative ones mean 1.
 *
 * Formula: classical decomposition. Each index is the mean, over all rows at its place, of the difference or ratio
 * between the row and the centred moving mean of one season (M. G. Kendall, A. Stuart, "The Advanced Theory of
 * Statistics", vol. 3; R's `decompose`, which the M4 competition used).
 *
 * @param values - At least two seasons; above 0 for a multiplicative season.
 */
export const seasonalIndices = (values: Float64Array, period: number, kind: SeasonKind): Float64Array => {
  const trend = centredMeans(values, period);
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (const [row, level] of trend.entries()) {
    if (Number.isNaN(level)) continue;
    sums[row % period]! += kind === 'additive' ? values[row]! - level : values[row]! / level;
    counts[row % period]! += 1;
  }
  const figure = sums.map((sum, place) => sum / counts[place]!);
  const mean = figure.reduce((sum, value) => sum + value, 0) / period;
  return figure.map((value) => (kind === 'additive' ? value - mean : value / mean));
};
