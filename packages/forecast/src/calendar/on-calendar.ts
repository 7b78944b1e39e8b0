import { forecastError } from '../errors.ts';
import { checkSeries } from '../series/check-series.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { longestStep } from '../series/gaps.ts';
import { fillSteps } from './fill-steps.ts';
import type { Fill, Step, StepOptions } from './step-options.ts';
import type { Steps } from './steps.ts';
import { checkStep, toSteps } from './to-steps.ts';

const weekMs = 604_800_000;

/** Training rows and their steps. */
export interface OnCalendar {
  /** The rows, with missing steps filled if the options say so. */
  readonly series: FeatureSeries;
  readonly steps: Steps;
  readonly fill: Fill;
  /** The option `step`; undefined when the steps were detected. */
  readonly statedStep?: Step;
}

/**
 * The longest step between two rows that does not count as a gap, in milliseconds. The times decide (see
 * {@link longestStep}). Steps that leave out days of the week allow at least one week, because such markets also close
 * on holidays.
 */
export const longestStepOn = ({ series: { times }, steps }: OnCalendar): number =>
  steps.unit === 'weekday' ? Math.max(weekMs, longestStep(times)) : longestStep(times);

const toFill = (fill: unknown = 'refuse'): Fill => {
  if (fill === 'refuse' || fill === 'previous' || fill === 'linear') return fill;
  throw forecastError('PENSTOCK_BAD_OPTION', `"fill" must be "refuse", "previous" or "linear"; got ${String(fill)}.`);
};

/**
 * Checks a series of training rows, finds its steps, and fills steps that have no row.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT` for less than two rows,
 * `PENSTOCK_SERIES_GAP`.
 */
export const onCalendar = (series: FeatureSeries, options: StepOptions): OnCalendar => {
  const fill = toFill(options.fill);
  checkStep(options);
  checkSeries(series, 2);
  const steps = toSteps(series.times, options);
  const { step: statedStep } = options;
  return {
    series: fillSteps(series, steps, fill).series,
    steps,
    fill,
    ...(statedStep !== undefined && { statedStep }),
  };
};

/**
 * Fills rows that come after the training rows. Here `linear` repeats the previous row as `previous` does. A value on
 * the line to the next row would reveal that row to the model before it predicts it.
 */
export const fillLater = (series: FeatureSeries, { steps, fill }: Pick<OnCalendar, 'steps' | 'fill'>) =>
  fillSteps(series, steps, fill === 'linear' ? 'previous' : fill);
