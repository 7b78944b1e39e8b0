import { checkOptions } from '@penstock/stream/internal';
import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';
import { checkPair } from '../metrics/check-pair.ts';
import { twoSided } from './student-t.ts';
import { bartlett, varianceOfMean } from './variance-of-mean.ts';

/** Options of {@link dieboldMariano}. */
export interface DieboldMarianoOptions {
  /**
   * How many steps ahead the forecasts were, divided by the steps between two forecasts. Forecasts that overlap have
   * correlated errors, up to the lag `horizon - 1`. A whole number from 1 to the number of losses less 1. Default 1.
   */
  readonly horizon?: number;
}

/** The result of {@link dieboldMariano}. */
export interface DieboldMarianoTest {
  /** Below 0 if the first forecaster has the smaller losses. `null` if the differences do not vary. */
  readonly statistic: number | null;
  /**
   * The probability of a difference at least as large if both were equally good, two-sided. `null` if the differences
   * do not vary, as between two equal forecasts.
   */
  readonly pValue: number | null;
}

/**
 * Tests whether two forecasters of the same rows differ by more than chance: the Diebold-Mariano test with the
 * correction of Harvey, Leybourne and Newbold for few rows.
 *
 * The variance includes the autocovariances up to lag `horizon - 1` with full weight. If this makes it negative, they
 * get Bartlett's weights, with which a variance is never negative.
 *
 * Sources: F. X. Diebold, R. S. Mariano, "Comparing Predictive Accuracy", 1995; D. Harvey, S. Leybourne, P. Newbold,
 * "Testing the equality of prediction mean squared errors", 1997.
 *
 * @param first - Losses of one forecaster, such as its squared errors, in the order of time; at least 2, all finite.
 * @param second - Losses of the other forecaster on the same rows.
 * @throws `PENSTOCK_METRIC_INPUT_INVALID`, `PENSTOCK_BAD_OPTION`.
 *
 * @example
 * ```ts
 * const { pValue } = dieboldMariano([1, 4, 2, 9, 3], [2, 6, 1, 12, 5]);
 * ```
 */
export const dieboldMariano = (
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: DieboldMarianoOptions = {},
): DieboldMarianoTest => {
  const { horizon = 1 } = checkOptions(options, { horizon: true }, 'dieboldMariano');
  checkPair(first, second);
  const n = first.length;
  if (n < 2) throw forecastError('PENSTOCK_METRIC_INPUT_INVALID', 'Expected at least 2 losses to compare; got 1.');
  wholeNumber('horizon', horizon, 1, n - 1);
  const differences = Array.from(first, (loss, i) => loss - second[i]!);
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const largest = differences.reduce((most, _, i) => Math.max(most, Math.abs(first[i]!), Math.abs(second[i]!)), 0);
  // Losses and their differences are rounded, so a constant difference can seem to vary by this much.
  const rounding = Number.EPSILON * largest;
  if (!(varianceOfMean(differences, 1) > rounding ** 2 / n)) return { statistic: null, pValue: null };
  const full = varianceOfMean(differences, horizon);
  const variance = full > 0 ? full : varianceOfMean(differences, horizon, bartlett(horizon));
  if (!(variance > 0)) return { statistic: null, pValue: null };
  const correction = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const statistic = (correction * mean) / Math.sqrt(variance);
  return { statistic, pValue: twoSided(statistic, n - 1) };
};
