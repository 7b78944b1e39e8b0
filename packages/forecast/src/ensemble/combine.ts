/** How forecasts are combined: by weighted mean or by weighted median. A single outlier cannot move the median far. */
export type Combine = 'mean' | 'median';

/**
 * The weighted median: the value with half of the weight on either side. If two values share the middle, it is their
 * mean.
 */
const medianOf = (values: readonly number[], weights: readonly number[]): number => {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  for (const [rank, i] of order.entries()) {
    sum += weights[i]!;
    if (sum > half * (1 + 1e-12)) return values[i]!;
    if (sum >= half * (1 - 1e-12)) return (values[i]! + values[order[rank + 1] ?? i]!) / 2;
  }
  return values[order.at(-1)!]!;
};

/**
 * Combines several paths of the same length into one.
 *
 * @param weights - One for each path, 0 or more, not all 0.
 */
export const combine = (how: Combine, paths: readonly Float64Array[], weights: readonly number[]): Float64Array => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return paths[0]!.map((_, step) => {
    if (how === 'median') {
      return medianOf(
        paths.map((path) => path[step]!),
        weights,
      );
    }
    return paths.reduce((sum, path, i) => sum + path[step]! * (weights[i]! / total), 0);
  });
};
