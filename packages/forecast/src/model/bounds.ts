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
 * @throws `PENSTOCK_FORECAST_NOT_FINITE` for NaN, and for an infinite value where the bounds are infinite too.
 */
export const within = (value: number, [low, high]: Bounds): number => {
  const bounded = Math.min(high, Math.max(low, value));
  if (Number.isFinite(bounded)) return bounded;
  throw forecastError(
    'PENSTOCK_FORECAST_NOT_FINITE',
    `Expected a finite forecast; got ${bounded}. The rows or the weights of the model are too large to compute with. ` +
      'Scale the series, or fit again with other options, such as fewer epochs.',
  );
};
