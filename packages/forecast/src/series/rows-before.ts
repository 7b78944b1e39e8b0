import type { FeatureSeries } from './feature-series.ts';

/**
 * A copy of the rows from `first` up to, not including, `end`.
 *
 * A view would not do: a forecaster can reach the later rows of the same memory through a view's `buffer`.
 */
export const rowsBefore = ({ times, values, features }: FeatureSeries, end: number, first = 0): FeatureSeries => ({
  times: times.slice(first, end),
  values: values.slice(first, end),
  ...(features && {
    features: Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column.slice(first, end)])),
  }),
});
