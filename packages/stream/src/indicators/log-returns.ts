import type { Indicator } from './indicator.ts';
import { positive } from './checked-number.ts';
import { logReturn } from './log-return.ts';

/**
 * The logarithmic return of each price: `ln(P(t) / P(t-1))`. The sum over consecutive periods is the return over all of
 * them.
 *
 * Formula: Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), equation 1.4.5.
 *
 * @throws from `add`: `PENSTOCK_VALUE_INVALID` when a price is not a finite number above 0.
 *
 * @example
 * ```ts
 * const daily = deliver([100, 110, 99]).pipe(indicator(() => new LogReturns())); // null, 0.0953, -0.1054
 * ```
 */
export class LogReturns implements Indicator {
  #previous: number | undefined;

  getRequiredInputs(): number {
    return 2;
  }

  add(price: number): number | null {
    const previous = this.#previous;
    this.#previous = positive(price, 'a price');
    return previous === undefined ? null : logReturn(price, previous);
  }

  snapshot(): number | undefined {
    return this.#previous;
  }

  restore(previous: number): void {
    this.#previous = previous;
  }
}
