import type { Indicator } from './indicator.ts';
import { positive } from './checked-number.ts';

/**
 * The simple return of each price over the one before: `P(t) / P(t-1) - 1`, so 0.1 is a rise of 10 %.
 *
 * Formula: Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), equation 1.4.1.
 *
 * @throws from `add`: `PENSTOCK_VALUE_INVALID` on a price that is not above 0.
 *
 * @example
 * ```ts
 * const daily = deliver([100, 110, 99]).pipe(indicator(() => new Returns())); // null, 0.1, -0.1
 * ```
 */
export class Returns implements Indicator {
  #previous: number | undefined;

  getRequiredInputs(): number {
    return 2;
  }

  add(price: number): number | null {
    const previous = this.#previous;
    this.#previous = positive(price, 'a price');
    return previous === undefined ? null : price / previous - 1;
  }

  snapshot(): number | undefined {
    return this.#previous;
  }

  restore(previous: number): void {
    this.#previous = previous;
  }
}
