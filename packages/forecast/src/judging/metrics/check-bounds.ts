import { forecastError } from '../../errors.ts';
import { checkPair } from './check-pair.ts';

/**
 * Throws `PENSTOCK_METRIC_INPUT_INVALID` unless all three have one length of at least 1 and finite values, and each
 * `lower` is at most its `upper`.
 */
export const checkBounds = (actual: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>): void => {
  checkPair(actual, lower);
  checkPair(actual, upper);
  for (let i = 0; i < actual.length; i += 1) {
    if (lower[i]! > upper[i]!) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `A lower bound must be at most the upper one; got ${lower[i]} and ${upper[i]} at index ${i}.`,
      );
    }
  }
};
