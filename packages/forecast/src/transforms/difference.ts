import { wholeNumber } from '../whole-number.ts';
import type { FittedTransform, Transform } from './transform.ts';

/** The fitted {@link seasonalDifference}. */
export const fittedDifference = (name: string, lag: number): FittedTransform => {
  const backward = (past: Float64Array, told: Float64Array): Float64Array => {
    const path = new Float64Array(told.length);
    for (let i = 0; i < told.length; i += 1)
      path[i] = told[i]! + (i < lag ? past[past.length - lag + i]! : path[i - lag]!);
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
    backwardBand(_past, told, middle, back) {
      const squares = new Float64Array(told.length);
      return back.map((value, i) => {
        const apart = told[i]! - middle[i]!;
        squares[i] = apart * apart + (i < lag ? 0 : squares[i - lag]!);
        return value + Math.sign(apart) * Math.sqrt(squares[i]!);
      });
    },
    save: () => ({ name, lag }),
  };
};

/**
 * Changes from each row to the next.
 *
 * A forecast comes back as the last row and the changes told, added up. Quantiles widen as if the changes were
 * independent of one another: their distances from the median add up by squares.
 *
 * @example
 * ```ts
 * const model = await mean.fit(closes, { transforms: [log(), difference()] });
 * ```
 */
export const difference = (): Transform => ({ name: 'difference', fit: () => fittedDifference('difference', 1) });

/**
 * Changes against the row one season before.
 *
 * @param period - Rows of a season: whole, at least 1. Quantiles widen as those of {@link difference} do, from season
 * to season.
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
