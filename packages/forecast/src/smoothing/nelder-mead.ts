/** The best point that a search has found, and its cost. */
export interface Found {
  readonly at: Float64Array;
  readonly value: number;
}

/**
 * Searches for a minimum of `cost` near `start` without derivatives.
 *
 * Formula: J. A. Nelder, R. Mead, "A Simplex Method for Function Minimization", 1965, with the usual coefficients. A
 * cost of NaN counts as infinite.
 *
 * @param step - The size of the first simplex in each direction.
 */
export const nelderMead = (
  cost: (at: Float64Array) => number,
  start: ArrayLike<number>,
  step: number,
  { evaluations = 400, tolerance = 1e-8 } = {},
): Found => {
  const size = start.length;
  const costAt = (at: Float64Array): { at: Float64Array; value: number } => {
    const value = cost(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [costAt(Float64Array.from(start))];
  for (let i = 0; i < size; i += 1) {
    const at = Float64Array.from(start);
    at[i] = at[i]! + step;
    simplex.push(costAt(at));
  }
  let used = simplex.length;
  while (used < evaluations) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0]!, simplex[size]!];
    if (Math.abs(worst.value - best.value) <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const centre = new Float64Array(size);
    for (const { at } of simplex.slice(0, size))
      for (let i = 0; i < size; i += 1) centre[i] = centre[i]! + at[i]! / size;
    const along = (share: number) => costAt(centre.map((value, i) => value + share * (worst.at[i]! - value)));
    const reflected = along(-1);
    used += 1;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      used += 1;
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[size - 1]!.value) {
      simplex[size] = reflected;
    } else {
      const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5);
      used += 1;
      if (contracted.value < Math.min(worst.value, reflected.value)) {
        simplex[size] = contracted;
      } else {
        for (let i = 1; i <= size; i += 1) {
          simplex[i] = costAt(simplex[i]!.at.map((value, j) => (value + best.at[j]!) / 2));
        }
        used += size;
      }
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return simplex[0]!;
};
