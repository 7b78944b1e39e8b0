import { forecastError } from '../errors.ts';
import { pointwise } from './pointwise.ts';
import type { FittedTransform, Transform } from './transform.ts';

const logarithm = (value: number): number => {
  if (value > 0) return Math.log(value);
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    `The transform log() needs values above 0; got ${value}. Leave log() out, or add a constant to the series.`,
  );
};

/** The fitted form of {@link log}. */
export const fittedLog = (): FittedTransform => ({
  ...pointwise({ forward: logarithm, backward: Math.exp }),
  learns: false,
  save: () => ({ name: 'log' }),
});

/**
 * Natural logarithms, for series whose changes are in proportion to their level, such as prices.
 *
 * A forecast is transformed back by the exponential function, which makes it the median of the forecast values.
 * `PENSTOCK_SERIES_INVALID` for a value of 0 or less, at `fit` and in later rows.
 *
 * @example Forecast returns:
 * ```ts
 * const model = await autoregression.fit(closes, { transforms: [log(), difference()] });
 * ```
 */
export const log = (): Transform => ({ name: 'log', fit: fittedLog });
