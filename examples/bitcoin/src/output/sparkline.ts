const bars = '▁▂▃▄▅▆▇█';

/**
 * Draws values as a line of bars; the lowest value has the smallest bar. With more values than columns, a bar is the
 * mean of several values.
 */
export const sparkline = (values: ArrayLike<number>, columns: number): string => {
  const width = Math.min(columns, values.length);
  const means = Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.floor(((column + 1) * values.length) / width);
    let sum = 0;
    for (let i = from; i < to; i += 1) sum += values[i]!;
    return sum / (to - from);
  });
  const [low, high] = [Math.min(...means), Math.max(...means)];
  // If all values are equal, all bars have middle height.
  const heightOf = (mean: number): number => (high === low ? 3 : Math.round(((mean - low) / (high - low)) * 7));
  return means.map((mean) => bars[heightOf(mean)]).join('');
};
