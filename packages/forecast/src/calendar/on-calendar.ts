import { forecastError } from '../errors.ts';
import { checkSeries } from '../series/check-series.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { longestStep } from '../series/gaps.ts';
import { fillSteps } from './fill-steps.ts';
import type { Fill, StepOptions } from './step-options.ts';
import type { Steps } from './steps.ts';
import { checkStep, toSteps } from './to-steps.ts';

const weekMs = 604_800_000;

/** Training rows with their steps. */
export interface OnCalendar {
  /** With missing steps filled where the options say so. */
  readonly series: FeatureSeries;
  readonly steps: Steps;
  readonly fill: Fill;
}

/**
 * The longest step between two rows that does not count as a gap, in milliseconds: as the times show it, and a week
 * where the steps leave out days of the week, as such markets close on holidays too.
 */
export const longestStepOn = ({ series: { times }, steps }: OnCalendar): number =>
  steps.unit === 'weekday' ? Math.max(weekMs, longestStep(times)) : longestStep(times);

const toFill = (fill: unknown = 'refuse'): Fill => {
  if (fill === 'refuse' || fill === 'previous' || fill === 'linear') return fill;
  throw forecastError('PENSTOCK_BAD_OPTION', `"fill" must be "refuse", "previous" or "linear"; got ${String(fill)}.`);
};

/**
 * Checks a series of training rows, finds its steps, and fills those without a row.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT` for less than two rows,
 * `PENSTOCK_SERIES_GAP`.
 */
export const onCalendar = (series: FeatureSeries, options: StepOptions): OnCalendar => {
  const fill = toFill(options.fill);
  checkStep(options);
  checkSeries(series, 2);
  const steps = toSteps(series.times, options);
  return { series: fillSteps(series, steps, fill).series, steps, fill };
};

/**
 * Fills rows that come after the training. Here `linear` repeats the row before as `previous` does, since a value on
 * the line to a row would tell the model of that row before it has predicted it.
 */
export const fillLater = (series: FeatureSeries, { steps, fill }: Pick<OnCalendar, 'steps' | 'fill'>) =>
  fillSteps(series, steps, fill === 'linear' ? 'previous' : fill);
