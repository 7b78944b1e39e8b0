import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/**
 * Forecasts the mean of as many rows as it was fitted on.
 *
 * Source: R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice", 5.2. Needs two rows.
 *
 * @example Returns that are on average what they were:
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
