import { forecastError } from '../errors.ts';

/** Between which values a forecast stays. */
export type Bounds = readonly [low: number, high: number];

/**
 * Where forecasts stay: as far beyond the smallest and the largest row as these are apart, and not below 0 where no row
 * is.
 *
 * A method that extrapolates, or feeds on its own forecasts, leaves everything behind sooner or later. Rows are those
 * of the training and those that the forecast looks at.
 */
export const boundsOf = ([low, high]: readonly [low: number, high: number]): Bounds => {
  const apart = high - low;
  const least = low - apart;
  return [low >= 0 ? Math.max(0, least) : least, high + apart];
};

/**
 * `value`, or the bound that it lies beyond.
 *
 * @throws `PENSTOCK_FORECAST_NOT_FINITE` for what is no number.
 */
export const within = (value: number, [low, high]: Bounds): number => {
  if (value < low) return low;
  if (value > high) return high;
  if (!Number.isNaN(value)) return value;
  throw forecastError(
    'PENSTOCK_FORECAST_NOT_FINITE',
    'The model computed something that is no number. Its weights, or the rows that it looks at, are out of all ' +
      'proportion: fit it again, with fewer epochs or on scaled rows.',
  );
};
