import { wholeNumber } from '../whole-number.ts';
import type { FittedTransform, Transform } from './transform.ts';

/** The fitted form of {@link difference} and {@link seasonalDifference}. */
export const fittedDifference = (name: string, lag: number): FittedTransform => {
  const backward = (past: Float64Array, predicted: Float64Array): Float64Array => {
    const path = new Float64Array(predicted.length);
    for (let i = 0; i < predicted.length; i += 1)
      path[i] = predicted[i]! + (i < lag ? past[past.length - lag + i]! : path[i - lag]!);
    return path;
  };
  return {
    lookback: lag,
    learns: false,
    byWindow: false,
    forward: (rows) => Float64Array.from({ length: rows.length - lag }, (_, i) => rows[i + lag]! - rows[i]!),
    ahead: (past, future) =>
      future.map((value, i) => value - (i < lag ? past[past.length - lag + i]! : future[i - lag]!)),
    backward,
    backwardBand(_past, predicted, middle, back) {
      const squares = new Float64Array(predicted.length);
      return back.map((value, i) => {
        const apart = predicted[i]! - middle[i]!;
        squares[i] = apart * apart + (i < lag ? 0 : squares[i - lag]!);
        return value + Math.sign(apart) * Math.sqrt(squares[i]!);
      });
    },
    save: () => ({ name, lag }),
  };
};

/**
 * Replaces each row by its change from the previous row.
 *
 * A forecast is transformed back by adding the forecast changes to the last row. Quantiles widen as if the changes were
 * independent: the squares of their distances from the median add up.
 *
 * @example
 * ```ts
 * const model = await mean.fit(closes, { transforms: [log(), difference()] });
 * ```
 */
export const difference = (): Transform => ({ name: 'difference', fit: () => fittedDifference('difference', 1) });

/**
 * Replaces each row by its change from the row one season before.
 *
 * Quantiles widen from season to season, as they do from row to row with {@link difference}.
 *
 * @param period - Rows of a season: whole, at least 1.
 * @throws `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * const model = await autoregression.fit(closes, { transforms: [seasonalDifference(7)] });
 * ```
 */
export const seasonalDifference = (period: number): Transform => {
  const lag = wholeNumber('period', period, 1);
  return { name: 'seasonalDifference', fit: () => fittedDifference('seasonalDifference', lag) };
};
