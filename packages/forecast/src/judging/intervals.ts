import type { Series } from '@penstock/stream';
import { forecastError } from '../errors.ts';
import type { ForecastInterval } from '../forecaster.ts';
import { checkGaps } from '../series/gaps.ts';
import { wholeNumber } from '../whole-number.ts';

/** What intervals are measured on. */
export interface Calibration {
  /** The rows before the forecast, all checked. */
  readonly series: Series;
  readonly levels: readonly number[];
  readonly horizon: number;
  /** The largest number of rows that errors are measured on. */
  readonly rows: number;
  /** Rows that one forecast looks at. */
  readonly window: number;
  /** Milliseconds; a longer step between two rows is an error. */
  readonly longestStep: number;
  /** Only rows later than this are measured on. */
  readonly fittedUntil: number;
  /** The point forecast of `horizon` steps after the window of rows that ends before index `end`. */
  ahead(end: number, horizon: number): Float64Array;
}

/** Errors that a level needs: with fewer, its ends would lie beyond the largest error. */
const errorsFor = (level: number): number => Math.ceil(200 / (100 - level)) - 1;

const checkCalibration = ({ levels, horizon, rows }: Calibration): void => {
  if (
    !Array.isArray(levels) ||
    levels.length === 0 ||
    !levels.every((level) => typeof level === 'number' && level > 0 && level < 100)
  ) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `levels must be percentages above 0 and below 100, such as [80, 95]; got ${JSON.stringify(levels)}.`,
    );
  }
  wholeNumber('calibrationRows', rows, errorsFor(Math.max(...levels)) + horizon - 1);
};

/** The errors of each step ahead, actual less forecast, in increasing order. */
const errorsAhead = ({ series, horizon, ahead }: Calibration, first: number): Float64Array[] => {
  const { values } = series;
  const last = values.length - 1;
  const errors = Array.from({ length: horizon }, (_, step) => new Float64Array(Math.max(0, last - step - first)));
  for (let origin = first; origin < last; origin += 1) {
    const steps = Math.min(horizon, last - origin);
    const mean = ahead(origin + 1, steps);
    for (let step = 0; step < steps; step += 1)
      errors[step]![origin - first] = values[origin + 1 + step]! - mean[step]!;
  }
  for (const step of errors) step.sort();
  return errors;
};

/**
 * The intervals around `mean`, from the errors that the model made the same number of steps ahead on rows that it was
 * not fitted on.
 *
 * The two ends are the errors of rank `(m + 1) * (100 - level) / 200`, rounded down, counted from either end of all `m`
 * errors. This rank of split conformal prediction is right for a finite `m`.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_GAP`.
 */
export const intervalsAround = (mean: Float64Array, calibration: Calibration): ForecastInterval[] => {
  checkCalibration(calibration);
  const {
    series: { times },
    levels,
    horizon,
    rows,
    window,
    longestStep,
    fittedUntil,
  } = calibration;
  // The first forecast starts at the last fitted row, or at the first row that has a whole window before it.
  const fitted = times.findIndex((time) => time > fittedUntil);
  const first = Math.max((fitted === -1 ? times.length : fitted) - 1, window - 1, times.length - 1 - rows);
  const fair = times.length - 1 - first;
  const needed = errorsFor(Math.max(...levels)) + horizon - 1;
  if (fair < needed) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `Level ${Math.max(...levels)} for ${horizon} steps needs ${needed} rows that the model was not fitted on, ` +
        `but "after" has ${fair}. Fit on fewer rows and pass them all as "after", or ask for lower levels.`,
    );
  }
  checkGaps(times, longestStep, first + 1 - window);
  const errors = errorsAhead(calibration, first);
  return levels.map((level) => {
    const [lower, upper] = [mean.slice(), mean.slice()];
    for (let step = 0; step < horizon; step += 1) {
      const sorted = errors[step]!;
      // In this order of operations whole levels give an exact rank.
      const rank = Math.floor(((sorted.length + 1) * (100 - level)) / 200);
      lower[step]! += sorted[rank - 1]!;
      upper[step]! += sorted[sorted.length - rank]!;
    }
    return { level, lower, upper };
  });
};
