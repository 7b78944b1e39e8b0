/** How a season meets the level: it is added to it, or multiplies it. */
export type SeasonKind = 'additive' | 'multiplicative';

/** Centred moving means of one period; NaN for the half period at each end. */
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
 * One seasonal index a place in the season, the first of them that of the first row; additive ones have mean 0,
 * multiplicative ones mean 1.
 *
 * Formula: classical decomposition: the mean, by place, of what the centred moving mean of one season leaves (M. G.
 * Kendall, A. Stuart, "The Advanced Theory of Statistics", vol. 3; R's `decompose`, which the M4 competition used).
 *
 * @param values - At least two seasons; positive where the season multiplies.
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
