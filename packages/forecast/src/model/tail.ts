import { detectSteps } from '../calendar/detect-steps.ts';
import type { OnCalendar } from '../calendar/on-calendar.ts';
import type { Fill, Step } from '../calendar/step-options.ts';
import type { Steps } from '../calendar/steps.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { rowsOf } from '../series/features.ts';
import { medianStep } from '../series/spacing.ts';

/** The end of the training rows, and the steps of the rows that follow. */
export interface TailEnd {
  /** Time of the last training row. */
  readonly time: number;
  /** Median step of the training rows, in milliseconds. */
  readonly step: number;
  /** The steps between rows. Models of earlier releases have none; their forecasts continue by `step`. */
  readonly steps?: Steps;
  /** How missing steps are filled in rows that come later. Default `refuse`. */
  readonly fill?: Fill;
  /** The option `step` of the fit; undefined when the steps were detected. */
  readonly statedStep?: Step;
}

/** The last training rows. A forecast needs no earlier ones. */
export interface Tail extends TailEnd {
  /** The smallest and the largest training row. Models of earlier releases have none. */
  readonly range?: readonly [low: number, high: number];
  /** The last `window` rows, [row][column]: the series' own value, then the model's features. */
  readonly values: readonly number[];
}

/** The smallest and the largest number among `values` and the ends of `range`. */
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

/** The steps between rows, and how missing steps are filled. */
export type Calendar = Omit<OnCalendar, 'series'>;

/** The steps of the rows after a tail. */
export const calendarOfTail = (tail: TailEnd): Calendar => {
  const { step, steps = { unit: 'ms', count: step }, fill = 'refuse', statedStep } = tail;
  return { steps, fill, ...(statedStep !== undefined && { statedStep }) };
};

/**
 * The {@link TailEnd} of a checked series.
 *
 * @param calendar - Default: the steps that the times show in UTC, and no filling.
 */
export const tailEndOf = (times: Float64Array, calendar: Partial<Calendar> = {}): TailEnd => {
  const { steps = detectSteps(times), fill = 'refuse', statedStep } = calendar;
  return {
    time: times.at(-1)!,
    step: medianStep(times),
    steps,
    fill,
    ...(statedStep !== undefined && { statedStep }),
  };
};

/** The {@link Tail} of a checked series. `calendar` is as in {@link tailEndOf}. */
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
