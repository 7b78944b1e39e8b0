import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';

/**
 * The mean of `term` over all changes of `history` within `period` rows. Scaled errors are divided by it.
 *
 * @throws `PENSTOCK_BAD_OPTION`; `PENSTOCK_METRIC_INPUT_INVALID` for a history that is too short, not finite or has no
 * change.
 */
export const meanOfChanges = (history: ArrayLike<number>, period: number, term: (change: number) => number): number => {
  wholeNumber('period', period, 1);
  if (history.length <= period) {
    throw forecastError(
      'PENSTOCK_METRIC_INPUT_INVALID',
      `A scaled error with period ${period} needs more than ${period} rows of history; got ${history.length}. ` +
        'Pass more training rows.',
    );
  }
  let sum = 0;
  for (let i = period; i < history.length; i += 1) sum += term(history[i]! - history[i - period]!);
  const mean = sum / (history.length - period);
  if (mean > 0 && mean < Infinity) return mean;
  throw forecastError(
    'PENSTOCK_METRIC_INPUT_INVALID',
    `A scaled error needs a history of finite values that change within ${period} rows; got a mean change of ` +
      `${mean}. Use mae or rmse for such a series.`,
  );
};
