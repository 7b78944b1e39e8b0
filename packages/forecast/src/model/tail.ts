import type { FeatureSeries } from '../series/feature-series.ts';
import { rowsOf } from '../series/features.ts';
import { medianStep } from '../series/spacing.ts';

/** The end of the training rows, which is all of them that a forecast needs. */
export interface Tail {
  /** Time of the last training row. */
  readonly time: number;
  /** Median step of the training rows, in milliseconds. */
  readonly step: number;
  /** The smallest and the largest training row; absent in models of earlier releases. */
  readonly range?: readonly [low: number, high: number];
  /** The last `window` rows, [row][column]: the series' own value, then those of the model's features. */
  readonly values: readonly number[];
}

/** The smallest and the largest of `values`, and of `range`. */
export const rangeOf = (
  values: Float64Array,
  [low, high]: readonly [low: number, high: number] = [Infinity, -Infinity],
): readonly [low: number, high: number] => {
  let [least, most] = [low, high];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
};

/** The {@link Tail} of a checked series. */
export const tailOf = (series: FeatureSeries, window: number, features: readonly string[] = []): Tail => {
  const { times, values } = series;
  return {
    time: times.at(-1)!,
    step: medianStep(times),
    range: rangeOf(values),
    values: Array.from(rowsOf(series, features, times.length - window)),
  };
};
