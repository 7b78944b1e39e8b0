import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/**
 * Forecasts that the series continues from its last row with its mean change. That is the line through the first and
 * the last row of a window with as many rows as the model was fitted on.
 *
 * Source: R. J. Hyndman, G. Athanasopoulos, "Forecasting: Principles and Practice", 5.2. Needs two rows.
 *
 * @example
 * ```ts
 * const model = await drift.fit(closes, { transforms: [log()] });
 * model.forecast(7).mean; // the mean growth, continued
 * ```
 */
export const drift: Forecaster<MethodOptions, SavedMethod<object>> = methodForecaster<object, object>({
  name: 'drift',
  optionNames: {},
  leastRows: 2,
  allowsGaps: true,
  learnsNothing: true,
  prepare: () => () => ({}),
  windowOf: (_, rows) => rows,
  predict(past, _, horizon) {
    const last = past.at(-1)!;
    const slope = past.length < 2 ? 0 : (last - past[0]!) / (past.length - 1);
    return Float64Array.from({ length: horizon }, (_row, step) => last + slope * (step + 1));
  },
  load: () => ({}),
});
