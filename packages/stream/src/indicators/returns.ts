import { streamError } from '../errors.ts';
import type { Indicator } from './indicator.ts';
import { positive } from './checked-number.ts';

/**
 * The simple return of each price: `P(t) / P(t-1) - 1`, so 0.1 is a rise of 10 %.
 *
 * Formula: Campbell, Lo and MacKinlay, The Econometrics of Financial Markets (1997), equation 1.4.1.
 *
 * @throws from `add`: `PENSTOCK_VALUE_INVALID` when a price is not a finite number above 0, or when the return is too
 * large for a double.
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
    if (previous === undefined) {
      this.#previous = positive(price, 'a price');
      return null;
    }
    // The difference of two close prices is exact. Subtracting 1 from their quotient would lose digits.
    const result = (positive(price, 'a price') - previous) / previous;
    if (result === Infinity)
      throw streamError(
        'PENSTOCK_VALUE_INVALID',
        `The indicator expected a return that a double can hold; got prices of ${previous} and ${price}. Filter out ` +
          'such records before the indicator.',
      );
    this.#previous = price;
    return result;
  }

  snapshot(): number | undefined {
    return this.#previous;
  }

  restore(previous: number): void {
    this.#previous = previous;
  }
}
