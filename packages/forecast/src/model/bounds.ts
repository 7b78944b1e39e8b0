import { forecastError } from '../errors.ts';

/** The smallest and the largest value that a forecast may take. */
export type Bounds = readonly [low: number, high: number];

/**
 * The bounds of forecasts: the range of the rows, extended at both ends by its own width. Where no row is below 0, the
 * lower bound is at least 0.
 *
 * A method that extrapolates, or that uses its own forecasts as input, leaves any range sooner or later. The range
 * covers the training rows and the rows that the forecast uses.
 */
export const boundsOf = ([low, high]: readonly [low: number, high: number]): Bounds => {
  const apart = high - low;
  const least = low - apart;
  return [low >= 0 ? Math.max(0, least) : least, high + apart];
};

/**
 * `value`, or the bound that it exceeds.
 *
 * @throws `PENSTOCK_FORECAST_NOT_FINITE` for NaN, and for an infinite value where the bounds are infinite too.
 */
export const within = (value: number, [low, high]: Bounds): number => {
  const bounded = Math.min(high, Math.max(low, value));
  if (Number.isFinite(bounded)) return bounded;
  throw forecastError(
    'PENSTOCK_FORECAST_NOT_FINITE',
    `Expected a finite forecast; got ${bounded}. ` +
      'The rows or the weights of the model are too large to compute with. ' +
      'Scale the series, or fit again with other options, such as fewer epochs.',
  );
};
