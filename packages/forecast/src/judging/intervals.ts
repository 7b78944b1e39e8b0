import type { Series } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import type { ForecastInterval, ForecastOptions } from '../forecaster.ts';
import { checkGaps } from '../series/gaps.ts';
import { wholeNumber } from '../whole-number.ts';
import { adaptiveShare } from './adaptive-share.ts';
import { endsOf, errorsFor, medianOf } from './conformal-rank.ts';
import { checkLevels } from './levels.ts';
import { errorsAhead, residualFor } from './residuals.ts';

/** The names of {@link ForecastOptions}. */
export const forecastOptionNames: OptionNames<ForecastOptions> = {
  after: true,
  levels: true,
  calibrationRows: true,
  calibration: true,
  errors: true,
  correct: true,
  future: true,
};

/** The input that intervals are measured on. */
export interface Calibration {
  /** The rows before the forecast. All of them are checked. */
  readonly series: Series;
  /** The options as passed by the user. */
  readonly options: Omit<ForecastOptions, 'after' | 'future'>;
  readonly horizon: number;
  /** How many rows one forecast uses. */
  readonly window: number;
  /** In milliseconds. A longer step between two rows is an error. */
  readonly longestStep: number;
  /** Errors are measured only on rows later than this. */
  readonly fittedUntil: number;
  /** The point forecast of `horizon` steps from the window of rows that ends before index `end`. */
  ahead(end: number, horizon: number): Float64Array;
}

const checkCalibration = ({ options, horizon }: Calibration) => {
  const { levels = [], calibrationRows = 1_000, calibration = 'adaptive', errors, correct = true } = options;
  checkLevels(levels);
  if (calibration !== 'adaptive' && calibration !== 'split') {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `calibration must be "adaptive" or "split"; got ${String(calibration)}.`,
    );
  }
  if (typeof correct !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `correct must be true or false; got ${String(correct)}.`);
  }
  const needed = errorsFor(Math.max(...levels)) + horizon - 1;
  return {
    levels,
    rows: wholeNumber('calibrationRows', calibrationRows, needed),
    needed,
    calibration,
    errors,
    correct,
  };
};

/** The first row that calibration forecasts start from; throws when too few rows follow it. */
const firstOrigin = (
  { series: { times }, window, fittedUntil, longestStep, horizon }: Calibration,
  rows: number,
  level: number,
): number => {
  // The first forecast starts at the last fitted row, or at the first row that completes a window.
  const fitted = times.findIndex((time) => time > fittedUntil);
  const first = Math.max((fitted === -1 ? times.length : fitted) - 1, window - 1, times.length - 1 - rows);
  const fair = times.length - 1 - first;
  const needed = errorsFor(level) + horizon - 1;
  if (fair < needed) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `Level ${level} for ${horizon} steps needs ${needed} rows that the model was not fitted on; ` +
        `got ${fair} in "after". Fit on fewer rows and pass them all as "after", or ask for lower levels.`,
    );
  }
  checkGaps(times, longestStep, first + 1 - window);
  return first;
};

/** The share that each level leaves out at one step ahead. A higher level never leaves out more than a lower one. */
const sharesOf = (
  errors: Float64Array,
  ahead: number,
  levels: readonly number[],
  calibration: 'adaptive' | 'split',
) => {
  const shares = new Map<number, number>();
  let most = Infinity;
  for (const level of levels.toSorted((a, b) => a - b)) {
    most = Math.min(most, calibration === 'split' ? (100 - level) / 100 : adaptiveShare(errors, ahead, level));
    shares.set(level, most);
  }
  return shares;
};

/**
 * The corrected point forecast and its intervals, from the errors of the model on rows that it was not fitted on. For
 * each step it uses the errors of forecasts the same number of steps ahead.
 *
 * The correction is the median of these errors. It is within the ends of every band, so the point forecast is too.
 *
 * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_GAP`.
 */
export const calibrated = (
  mean: Float64Array,
  calibration: Calibration,
): { mean: Float64Array; intervals: ForecastInterval[] } => {
  const { series, horizon, ahead } = calibration;
  const { levels, rows, calibration: method, errors: kind, correct } = checkCalibration(calibration);
  const first = firstOrigin(calibration, rows, Math.max(...levels));
  const last = series.values.length - 1;
  const means = Array.from({ length: last - first }, (_, i) =>
    ahead(first + i + 1, Math.min(horizon, last - first - i)),
  );
  const past = { series, horizon, first, means };
  const residual = residualFor(kind, past, mean);
  const errors = errorsAhead(past, residual);
  const shares = errors.map((one, step) => sharesOf(one, step + 1, levels, method));
  for (const step of errors) step.sort();
  const moved = (by: (step: number) => number) => mean.map((value, step) => residual.apply(value, by(step)));
  return {
    mean: correct ? moved((step) => medianOf(errors[step]!)) : mean,
    intervals: levels.map((level) => ({
      level,
      lower: moved((step) => endsOf(errors[step]!, shares[step]!.get(level)!)[0]),
      upper: moved((step) => endsOf(errors[step]!, shares[step]!.get(level)!)[1]),
    })),
  };
};
