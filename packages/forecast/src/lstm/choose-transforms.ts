import type { FeatureSeries } from '../series/feature-series.ts';
import { medianStep } from '../series/spacing.ts';
import { autocorrelation } from '../seasons/autocorrelation.ts';
import { naturalPeriods } from '../seasons/natural-periods.ts';
import { hasSeason } from '../seasons/season-test.ts';
import { deseasonalise } from '../transforms/deseasonalise.ts';
import { difference } from '../transforms/difference.ts';
import { log } from '../transforms/log.ts';
import { scale } from '../transforms/scale.ts';
import type { Transform } from '../transforms/transform.ts';

/** The choice for `transforms: 'auto'` and for a window that is not set. */
export interface ChosenTransforms {
  readonly transforms: readonly Transform[];
  /** Rows of the shortest season; `undefined` without a season. */
  readonly season: number | undefined;
}

/** The default window, and the fewest seasons that a window has. */
const plainWindow = 15;
const seasonsInWindow = 2;

/** The window if none is set: 15 rows, or two seasons if that is more. */
export const defaultWindow = (season: number | undefined): number =>
  Math.max(plainWindow, seasonsInWindow * (season ?? 0));

/**
 * The least autocorrelation of the changes at the lag of a season. The season test alone finds a season in one of ten
 * series that have none. Scaling by window then costs accuracy: on daily prices, seven days ahead, the error grew by up
 * to a quarter.
 */
const leastCorrelation = 0.2;

const isPositive = ({ values }: FeatureSeries): boolean => values.every((value) => value > 0);

/**
 * The periods of clock and calendar that the changes from row to row have. The test is not made on the rows themselves.
 * The rows of a random walk, such as prices, are always similar to the rows one period before, so they would pass the
 * test for any period.
 */
const seasonsOf = ({ times, values }: FeatureSeries, positive: boolean): readonly number[] => {
  if (times.length !== values.length || times.length < 3 || !values.every(Number.isFinite)) return [];
  const level = positive ? values.map(Math.log) : values;
  const changes = Float64Array.from({ length: level.length - 1 }, (_, i) => level[i + 1]! - level[i]!);
  const correlation = autocorrelation(changes);
  return naturalPeriods(medianStep(times)).filter(
    // The window needs two seasons, and training needs as many more.
    (period) =>
      values.length >= 2 * seasonsInWindow * period &&
      hasSeason(changes, period) &&
      correlation(period) >= leastCorrelation,
  );
};

/**
 * Chooses the transforms of a network from the training rows of all its series.
 *
 * If all rows are above 0 it takes logarithms, so that relative changes look the same at every level. If most series
 * have a season it removes that season and scales each window separately. Otherwise it takes differences, so that a
 * network that has learnt nothing forecasts the last row.
 */
export const chooseTransforms = (series: readonly FeatureSeries[]): ChosenTransforms => {
  // Invalid series are refused later, each with its own error.
  const usable = series.filter((one) => one.values instanceof Float64Array && one.times instanceof Float64Array);
  const positive = usable.every(isPositive);
  const found = usable.map((one) => seasonsOf(one, positive));
  const counts = new Map<number, number>();
  for (const period of found.flat()) counts.set(period, (counts.get(period) ?? 0) + 1);
  const periods = [...counts]
    .filter(([, count]) => 2 * count > usable.length)
    .map(([period]) => period)
    .toSorted((a, b) => a - b);
  const first = positive ? [log()] : [];
  if (periods.length === 0) return { transforms: [...first, difference()], season: undefined };
  return {
    transforms: [...first, deseasonalise({ periods, kind: 'additive' }), scale({ by: 'window' })],
    season: periods[0],
  };
};
