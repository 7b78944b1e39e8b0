import { finite } from './checked-number.ts';
import type { Indicator } from './indicator.ts';
import { TrailingWindow } from './trailing-window.ts';

/**
 * How many sample standard deviations a value is above the mean of the last `window` values, including itself; 0 when
 * all of them are equal.
 *
 * Formula: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.5.17.
 *
 * @throws `PENSTOCK_BAD_OPTION` unless `window` is a whole number of at least 2; from `add`: `PENSTOCK_VALUE_INVALID`
 * when a value is not finite.
 *
 * @example
 * ```ts
 * const unusual = deliver([5, 5, 5, 9]).pipe(indicator(() => new ZScore(4))); // null, null, null, 1.5
 * ```
 */
export class ZScore implements Indicator {
  readonly #values: TrailingWindow;

  constructor(window: number) {
    this.#values = new TrailingWindow(window);
  }

  getRequiredInputs(): number {
    return this.#values.length;
  }

  add(value: number): number | null {
    this.#values.push(finite(value, 'a value'));
    return this.#values.isFull ? this.#values.score() : null;
  }

  snapshot(): readonly number[] {
    return this.#values.snapshot();
  }

  restore(values: readonly number[]): void {
    this.#values.restore(values);
  }
}
