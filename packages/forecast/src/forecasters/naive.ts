import type { Forecaster } from '../forecaster.ts';
import type { MethodOptions, SavedMethod } from './method.ts';
import { methodForecaster } from './method.ts';

/** Options of {@link naive}: only the options that all methods have. */
export type NaiveOptions = MethodOptions;

/**
 * Forecasts that the last value stays the same. Every other model should be compared with it.
 *
 * Needs two rows, to find the step between times. Window 1. Gaps are allowed unless `gaps` says otherwise.
 *
 * @example
 * ```ts
 * const closes = { times: Float64Array.of(0, 86_400_000), values: Float64Array.of(457.33, 424.44) };
 * const model = await naive.fit(closes);
 * model.forecast(2).mean; // Float64Array [424.44, 424.44]
 * ```
 */
export const naive: Forecaster<NaiveOptions, SavedMethod<object>> = methodForecaster<object, object>({
  name: 'naive',
  version: 2,
  optionNames: {},
  leastRows: 1,
  allowsGaps: true,
  learnsNothing: true,
  prepare: () => () => ({}),
  windowOf: () => 1,
  predict: (past, _, horizon) => new Float64Array(horizon).fill(past.at(-1)!),
  load: () => ({}),
  upgrade(saved) {
    if (saved['version'] !== 1) return saved;
    const nothing = { learnt: {}, transforms: { name: 'list', transforms: [] }, longestStep: null, fittedUntil: null };
    return { ...saved, version: 2, window: 1, ...nothing };
  },
});
