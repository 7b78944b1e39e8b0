import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/**
 * Forecasts the mean of the latest rows, as many as the model was fitted on.
 *
 * Source: R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice", 5.2. Needs two rows.
 *
 * @example Forecasts the mean of past returns:
 * ```ts
 * const model = await mean.fit(closes, { transforms: [log(), difference()] });
 * ```
 */
export const mean: Forecaster<MethodOptions, SavedMethod<object>> = methodForecaster<object, object>({
  name: 'mean',
  optionNames: {},
  leastRows: 1,
  allowsGaps: true,
  learnsNothing: true,
  prepare: () => () => ({}),
  windowOf: (_, rows) => rows,
  predict: (past, _, horizon) =>
    new Float64Array(horizon).fill(past.reduce((sum, value) => sum + value, 0) / past.length),
  load: () => ({}),
});
