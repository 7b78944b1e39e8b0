import { checkOptions } from '@penstock/stream/options';
import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';
import { checkPair } from '../metrics/check-pair.ts';
import { twoSided } from './student-t.ts';
import { bartlett, varianceOfMean } from './variance-of-mean.ts';

/** Options of {@link dieboldMariano}. */
export interface DieboldMarianoOptions {
  /**
   * How many steps ahead the forecasts were, in steps between two of them: errors of forecasts that overlap depend on
   * one another up to this lag less one. A whole number of 1 to the number of losses less 1. Default 1.
   */
  readonly horizon?: number;
}

/** What {@link dieboldMariano} found. */
export interface DieboldMarianoTest {
  /** Below 0: the first forecaster has the smaller losses. `null` where the differences do not vary. */
  readonly statistic: number | null;
  /**
   * The probability of a difference at least as large if both were equally good, two-sided. `null` where the
   * differences do not vary, as between two equal forecasts.
   */
  readonly pValue: number | null;
}

/**
 * Tests whether two forecasters of the same rows differ by more than chance: the Diebold-Mariano test with the
 * correction of Harvey, Leybourne and Newbold for few rows.
 *
 * The variance counts the autocovariances up to lag `horizon - 1` in full. Where this makes it negative, it weighs them
 * after Bartlett, which never does.
 *
 * Sources: F. X. Diebold, R. S. Mariano, "Comparing Predictive Accuracy", 1995; D. Harvey, S. Leybourne, P. Newbold,
 * "Testing the equality of prediction mean squared errors", 1997.
 *
 * @param first - Losses of one forecaster, such as its squared errors, in the order of time; at least 2, all finite.
 * @param second - Those of the other on the same rows.
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
  // Losses and their difference are rounded, so that a constant difference seems to vary by this much.
  const rounding = Number.EPSILON * largest;
  if (!(varianceOfMean(differences, 1) > rounding ** 2 / n)) return { statistic: null, pValue: null };
  const full = varianceOfMean(differences, horizon);
  const variance = full > 0 ? full : varianceOfMean(differences, horizon, bartlett(horizon));
  if (!(variance > 0)) return { statistic: null, pValue: null };
  const correction = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const statistic = (correction * mean) / Math.sqrt(variance);
  return { statistic, pValue: twoSided(statistic, n - 1) };
};
