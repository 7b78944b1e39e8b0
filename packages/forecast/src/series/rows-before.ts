import type { FeatureSeries } from './feature-series.ts';

/**
 * A copy of the rows from `first` up to, but not including, `end`.
 *
 * A copy and not a view, because a forecaster could read the later rows through the `buffer` of a view.
 */
export const rowsBefore = ({ times, values, features }: FeatureSeries, end: number, first = 0): FeatureSeries => ({
  times: times.slice(first, end),
  values: values.slice(first, end),
  ...(features && {
    features: Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column.slice(first, end)])),
  }),
});
