import type { FeatureSeries } from './feature-series.ts';

/** The first `rows` rows, as views that share the memory of the series. */
export const headOf = ({ times, values, features }: FeatureSeries, rows: number): FeatureSeries => ({
  times: times.subarray(0, rows),
  values: values.subarray(0, rows),
  ...(features && {
    features: Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column.subarray(0, rows)])),
  }),
});
