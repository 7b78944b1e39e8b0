/** The largest network that can be trained or loaded. */
export const networkBounds = { window: 10_000, units: 1024, layers: 8, steps: 1000, quantiles: 20 } as const;

/** Whether a network can learn `quantiles`: increasing numbers between 0 and 1, with 0.5 among them. */
export const areQuantiles = (quantiles: readonly unknown[]): quantiles is readonly number[] =>
  quantiles.length <= networkBounds.quantiles &&
  quantiles.includes(0.5) &&
  quantiles.every((q, i) => typeof q === 'number' && q > ((quantiles[i - 1] as number | undefined) ?? 0) && q < 1);
