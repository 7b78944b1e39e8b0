import { detectSteps } from '../calendar/detect-steps.ts';
import type { OnCalendar } from '../calendar/on-calendar.ts';
import type { Fill } from '../calendar/step-options.ts';
import type { Steps } from '../calendar/steps.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { rowsOf } from '../series/features.ts';
import { medianStep } from '../series/spacing.ts';

/** Where the training rows end, and how rows go on from there. */
export interface TailEnd {
  /** Time of the last training row. */
  readonly time: number;
  /** Median step of the training rows, in milliseconds. */
  readonly step: number;
  /** How rows follow one another. Absent in models of earlier releases, whose forecasts go on by `step`. */
  readonly steps?: Steps;
  /** How rows that come later are filled. Default `refuse`. */
  readonly fill?: Fill;
}

/** The end of the training rows, which is all of them that a forecast needs. */
export interface Tail extends TailEnd {
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

/** How rows go on. */
export type Calendar = Pick<OnCalendar, 'steps' | 'fill'>;

/** How rows go on after a tail. */
export const calendarOfTail = ({ step, steps = { unit: 'ms', count: step }, fill = 'refuse' }: TailEnd): Calendar => ({
  steps,
  fill,
});

/**
 * Where a checked series ends.
 *
 * @param calendar - Default: the steps that the times show in UTC, and nothing is filled.
 */
export const tailEndOf = (times: Float64Array, { steps, fill = 'refuse' }: Partial<Calendar> = {}): TailEnd => ({
  time: times.at(-1)!,
  step: medianStep(times),
  steps: steps ?? detectSteps(times),
  fill,
});

/** The {@link Tail} of a checked series; `calendar` as of {@link tailEndOf}. */
export const tailOf = (
  series: FeatureSeries,
  window: number,
  features: readonly string[] = [],
  calendar: Partial<Calendar> = {},
): Tail => {
  const { times, values } = series;
  return {
    ...tailEndOf(times, calendar),
    range: rangeOf(values),
    values: Array.from(rowsOf(series, features, times.length - window)),
  };
};
