import { fitEts, forecastEts } from './ets.ts';

const level = { trend: 'none', season: 'none', period: 1 } as const;

/** The least-squares line through `values`: its height at row 0, and its slope. */
const lineThrough = (values: Float64Array): { readonly height: number; readonly slope: number } => {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [products, squares] = [0, 0];
  for (const [row, value] of values.entries()) {
    products += (row - middle) * (value - mean);
    squares += (row - middle) ** 2;
  }
  const slope = squares === 0 ? 0 : products / squares;
  return { height: mean - slope * middle, slope };
};

/** The theta line with theta = 2: each row's distance from the straight line is doubled. */
const doubled = (values: Float64Array): Float64Array => {
  const { height, slope } = lineThrough(values);
  return values.map((value, row) => 2 * value - (height + slope * row));
};

/** The smoothing weight of the level of that theta line, by least squares. */
export const fitTheta = (values: Float64Array): number => fitEts(doubled(values), level).weights.alpha;

/**
 * Forecasts the rows after `values`: the mean of their straight line and of the smoothed theta line with theta = 2.
 *
 * Source: V. Assimakopoulos, K. Nikolopoulos, "The theta model: a decomposition approach to forecasting", International
 * Journal of Forecasting 16, 2000.
 */
export const forecastTheta = (values: Float64Array, alpha: number, horizon: number): Float64Array => {
  const { height, slope } = lineThrough(values);
  const weights = { alpha, beta: 0, gamma: 0, phi: 0 };
  const smooth = forecastEts(doubled(values), { form: level, weights }, horizon);
  return smooth.map((value, step) => (value + height + slope * (values.length + step)) / 2);
};
