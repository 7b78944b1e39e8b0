import type { Interval } from '@penstock/stream';
import type { OptionNames } from '@penstock/stream/internal';

/** The step between the rows of a series: a length as used for windows, or Monday to Friday. */
export type Step = Interval | 'business days';

/** What to do with steps that have no row; see {@link StepOptions.fill}. */
export type Fill = 'refuse' | 'previous' | 'linear';

/**
 * Options that say how the rows of a series follow one another.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes, { step: 'business days', timeZone: 'America/New_York' });
 * model.forecast(2).times; // after a Friday: Monday and Tuesday
 * ```
 */
export interface StepOptions {
  /**
   * The step between rows. `'1mo'`, `'1q'` and `'1y'` keep the day of the month: the latest one among the rows, or the
   * last day of a shorter month. `'1d'`, `'1w'` and `'business days'` keep the local time of day that most rows have.
   * Shorter steps, such as `'1h'`, are a fixed number of milliseconds. Two rows within one step are an error. Default:
   * the step is detected from the times, by the rules in the guide.
   */
  readonly step?: Step;
  /** IANA name of the time zone whose days, weeks and months the steps follow. Default `'UTC'`. */
  readonly timeZone?: string;
  /**
   * What to do with steps that have no row, in the training rows and in the rows that a forecast or prediction uses.
   * `'previous'` repeats the previous row, which is right for prices. `'linear'` interpolates between the rows before
   * and after; since that uses a later row, it applies to training rows only, and later rows are filled as by
   * `'previous'`. `'refuse'` fills nothing, and the option `gaps` decides. At most 1,000,000 rows are filled. Default
   * `'refuse'`.
   */
  readonly fill?: Fill;
}

/** The names of {@link StepOptions}. */
export const stepOptionNames: OptionNames<StepOptions> = { step: true, timeZone: true, fill: true };
