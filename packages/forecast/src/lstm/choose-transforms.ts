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

/** What `transforms: 'auto'` and a window that is left out stand for. */
export interface ChosenTransforms {
  readonly transforms: readonly Transform[];
  /** Rows of the shortest season; `undefined`: there is none. */
  readonly season: number | undefined;
}

/** Rows that a window has where nothing else is asked for, and seasons that it has at least. */
const plainWindow = 15;
const seasonsInWindow = 2;

/** The window where none is asked for: 15 rows, or two seasons where these are longer. */
export const defaultWindow = (season: number | undefined): number =>
  Math.max(plainWindow, seasonsInWindow * (season ?? 0));

/**
 * The least autocorrelation of the changes at a season's lag. The season test alone finds one in every tenth series
 * that has none, and to scale by window then costs accuracy: on daily prices up to a quarter of the error, seven days
 * ahead.
 */
const leastCorrelation = 0.2;

const isPositive = ({ values }: FeatureSeries): boolean => values.every((value) => value > 0);

/**
 * The periods of the clock and the calendar that the changes from row to row have. Levels of a random walk, such as
 * prices, would pass the test as well: they resemble what they were one period before, whatever the period.
 */
const seasonsOf = ({ times, values }: FeatureSeries, positive: boolean): readonly number[] => {
  if (times.length !== values.length || times.length < 3 || !values.every(Number.isFinite)) return [];
  const level = positive ? values.map(Math.log) : values;
  const changes = Float64Array.from({ length: level.length - 1 }, (_, i) => level[i + 1]! - level[i]!);
  const correlation = autocorrelation(changes);
  return naturalPeriods(medianStep(times)).filter(
    // Two seasons of window, and as many again to learn from.
    (period) =>
      values.length >= 2 * seasonsInWindow * period &&
      hasSeason(changes, period) &&
      correlation(period) >= leastCorrelation,
  );
};

/**
 * Chooses the transforms of a network by the training rows of all its series.
 *
 * Where all rows are above 0 it takes logarithms, so that changes in proportion look alike at every level. Where most
 * series have a season it takes that out, and scales each window by itself; else it takes differences, so that a
 * network that has learnt nothing forecasts the last row.
 */
export const chooseTransforms = (series: readonly FeatureSeries[]): ChosenTransforms => {
  // Series that cannot be used at all are refused later, each for itself.
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
