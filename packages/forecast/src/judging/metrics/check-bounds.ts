import { forecastError } from '../../errors.ts';
import { checkPair } from './check-pair.ts';

/**
 * Throws `PENSTOCK_METRIC_INPUT_INVALID` unless all three are of one length of at least 1, all finite, and no `lower`
 * exceeds its `upper`.
 */
export const checkBounds = (actual: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>): void => {
  checkPair(actual, lower);
  checkPair(actual, upper);
  for (let i = 0; i < actual.length; i += 1) {
    if (lower[i]! > upper[i]!) {
      throw forecastError(
        'PENSTOCK_METRIC_INPUT_INVALID',
        `A lower bound must not exceed the upper one, but at index ${i} they are ${lower[i]} and ${upper[i]}.`,
      );
    }
  }
};
