import { forecastError } from '../errors.ts';
import type { CheckedAnomalyOptions } from './options.ts';
import { SortedWindow } from './sorted-window.ts';

// With fewer errors their spread is a guess.
const fewestErrors = 30;

// Errors that differ by less are the same but for rounding, in parts of the values that they are taken of.
const rounding = 2 ** -45;

// What makes a median and a mean of absolute deviations equal to the standard deviation of normal errors.
const [MEDIAN_TO_DEVIATION, MEAN_TO_DEVIATION] = [1.4826, 1.2533];

/**
 * Judges how far a value lies from what was expected, by the errors before it.
 *
 * With m the median of the latest errors and s their median absolute deviation times 1.4826, the typical value is the
 * expected one plus m, and the bounds lie `threshold * s` from it: the modified z-score of B. Iglewicz and D. C.
 * Hoaglin, "How to Detect and Handle Outliers", 1993, for normal data with a threshold of 3.5. Where more than half of
 * the errors are the same, s is their mean absolute deviation times 1.2533.
 *
 * What it finds is in its fields, so that judging a row allocates nothing.
 */
export class ErrorJudge {
  readonly #options: CheckedAnomalyOptions;
  readonly #errors: SortedWindow;
  /** Of the value judged last, in its unit. */
  typical = Number.NaN;
  lower = Number.NaN;
  upper = Number.NaN;
  /** 0 to 100. */
  severity = Number.NaN;

  constructor(options: CheckedAnomalyOptions) {
    this.#options = options;
    this.#errors = new SortedWindow(options.window);
  }

  /** Errors before the first judgement. */
  get warmUp(): number {
    return Math.min(fewestErrors, this.#options.window);
  }

  /** A value as errors are taken of it; throws `PENSTOCK_SERIES_INVALID` where its scale does not have it. */
  scaled(value: number, what: string): number {
    if (!Number.isFinite(value))
      throw forecastError('PENSTOCK_SERIES_INVALID', `${what} must be a finite number; got ${value}. Leave gaps out.`);
    if (this.#options.scale === 'linear') return value;
    if (value <= 0)
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `${what} must be above 0; got ${value}: use scale "linear" for such a series.`,
      );
    return Math.log(value);
  }

  /** Judges a scaled value by the errors so far, then remembers its own; false while they are too few. */
  add(actual: number, expected: number): boolean {
    const error = actual - expected;
    if (!Number.isFinite(error))
      throw forecastError('PENSTOCK_SERIES_INVALID', 'Values differ by more than numbers can hold. Divide them first.');
    const errors = this.#errors;
    const enough = errors.size >= this.warmUp;
    if (enough) {
      const center = errors.median();
      const noise = rounding * Math.max(Math.abs(actual), Math.abs(expected), this.#options.scale === 'log' ? 1 : 0);
      let spread = errors.medianDeviation(center) * MEDIAN_TO_DEVIATION;
      if (spread <= noise) spread = errors.meanDeviation(center) * MEAN_TO_DEVIATION;
      const bound = Math.max(noise, this.#options.threshold * spread);
      const distance = Math.abs(error - center);
      this.typical = this.#unscaled(expected + center);
      this.lower = this.#unscaled(expected + center - bound);
      this.upper = this.#unscaled(expected + center + bound);
      this.severity = distance > bound ? 100 * (1 - bound / distance) : 0;
    }
    errors.push(error);
    return enough;
  }

  /** The errors, oldest first. */
  snapshot(): number[] {
    return this.#errors.toArray();
  }

  restore(errors: readonly number[]): void {
    for (const error of errors) this.#errors.push(error);
  }

  #unscaled(value: number): number {
    return this.#options.scale === 'log' ? Math.exp(value) : value;
  }
}
