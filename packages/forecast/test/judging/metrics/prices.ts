/** Prices and predictions of them, as in metrics.golden.py. */
export const actual = Float64Array.of(457.33, 424.44, 394.8, 408.9, 398.82, 402.15);
export const predicted = Float64Array.of(450, 457.33, 424.44, 394.8, 408.9, 398.82);

/** The predictions, each `by` higher. */
export const moved = (by: number): Float64Array => predicted.map((value) => value + by);
