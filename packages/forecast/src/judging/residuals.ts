import type { Series } from '@penstock/stream';
import { forecastError } from '../errors.ts';

/** A kind of error: how to compute it, and how to move a forecast by it. */
export interface Residual {
  of(actual: number, forecast: number): number;
  apply(forecast: number, error: number): number;
}

const absolute: Residual = {
  of: (actual, forecast) => actual - forecast,
  apply: (forecast, error) => forecast + error,
};

const relative: Residual = {
  of: (actual, forecast) => Math.log(actual / forecast),
  apply: (forecast, error) => forecast * Math.exp(error),
};

/** The past forecasts that errors are measured on, and the series with the true values. */
export interface PastForecasts {
  readonly series: Series;
  readonly horizon: number;
  /** The index of the first origin. An origin is the last row that a forecast knows. */
  readonly first: number;
  /**
   * One forecast for each origin from `first` to the last row but one, with one value for each step; fewer values where
   * the series ends.
   */
  readonly means: readonly Float64Array[];
}

const allPositive = ({ series, first, means }: PastForecasts, mean: Float64Array): boolean => {
  const positive = (value: number): boolean => value > 0;
  return (
    series.values.subarray(first).every(positive) && mean.every(positive) && means.every((one) => one.every(positive))
  );
};

/**
 * The kind of errors to measure. The default is relative errors if all values and forecasts are greater than 0, else
 * absolute ones.
 *
 * @throws `PENSTOCK_BAD_OPTION`, also for relative errors if some values are not greater than 0.
 */
export const residualFor = (errors: unknown, past: PastForecasts, mean: Float64Array): Residual => {
  if (errors === 'absolute') return absolute;
  if (errors !== undefined && errors !== 'relative') {
    throw forecastError('PENSTOCK_BAD_OPTION', `errors must be "absolute" or "relative"; got ${String(errors)}.`);
  }
  if (allPositive(past, mean)) return relative;
  if (errors === undefined) return absolute;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    'errors: "relative" needs values and forecasts greater than 0; got 0 or less. Use "absolute".',
  );
};

/** The errors of each step ahead, in the order of time. */
export const errorsAhead = ({ series, horizon, first, means }: PastForecasts, residual: Residual): Float64Array[] => {
  const { values } = series;
  return Array.from({ length: horizon }, (_, step) =>
    Float64Array.from({ length: Math.max(0, means.length - step) }, (_origin, i) =>
      residual.of(values[first + 1 + i + step]!, means[i]![step]!),
    ),
  );
};
