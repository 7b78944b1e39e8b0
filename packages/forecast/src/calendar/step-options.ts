import type { Interval } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/options';

/** How far apart the rows of a series are: a length as of windows, or Monday to Friday. */
export type Step = Interval | 'business days';

/** What becomes of steps without a row: see {@link StepOptions.fill}. */
export type Fill = 'refuse' | 'previous' | 'linear';

/**
 * How a series goes on from row to row.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes, { step: 'business days', timeZone: 'America/New_York' });
 * model.forecast(2).times; // after a Friday: Monday and Tuesday
 * ```
 */
export interface StepOptions {
  /**
   * `'1mo'`, `'1q'` and `'1y'` keep the day of the month (the largest among the rows; a shorter month has its last
   * day), `'1d'` and `'1w'` the time of the local day that most rows have, `'business days'` that too. Shorter ones,
   * such as `'1h'`, are so many milliseconds. Two rows within one step are an error. Default: what the times show.
   * The guide states the rule.
   */
  readonly step?: Step;
  /** IANA name of the time zone whose days, weeks and months the steps follow. Default `'UTC'`. */
  readonly timeZone?: string;
  /**
   * What becomes of steps without a row, in the training rows and in the rows that a forecast or prediction uses.
   * `'previous'` repeats the row before, which is right for prices; `'linear'` puts values on the line between the
   * rows around, which looks ahead and so suits rows of the past alone. `'refuse'` leaves it to the option `gaps`.
   * At most 1,000,000 rows are filled. Default `'refuse'`.
   */
  readonly fill?: Fill;
}

/** The names of {@link StepOptions}. */
export const stepOptionNames: OptionNames<StepOptions> = { step: true, timeZone: true, fill: true };
