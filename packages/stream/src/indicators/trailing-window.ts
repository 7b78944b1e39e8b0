import { streamError } from '../errors.ts';

/** Keeps the latest numbers of a series, at most `length`, and computes their standard deviation. */
export class TrailingWindow {
  readonly length: number;
  #values: number[] = [];

  constructor(length: number) {
    if (!Number.isSafeInteger(length) || length < 2) {
      throw streamError(
        'PENSTOCK_BAD_OPTION',
        `The window must be a whole number of at least 2 values; got ${String(length)}.`,
      );
    }
    this.length = length;
  }

  get isFull(): boolean {
    return this.#values.length === this.length;
  }

  push(value: number): void {
    if (this.isFull) this.#values.shift();
    this.#values.push(value);
  }

  /** The sample standard deviation; 0 when all values are equal. */
  deviation(): number {
    const { deviation, scale } = this.#spread();
    return deviation / scale;
  }

  /** How many standard deviations the newest value is above the mean; 0 when all values are equal. */
  score(): number {
    const { deviation, newest } = this.#spread();
    return deviation === 0 ? 0 : newest / deviation;
  }

  snapshot(): readonly number[] {
    return [...this.#values];
  }

  restore(values: readonly number[]): void {
    this.#values = [...values];
  }

  /**
   * The standard deviation, and the newest value's distance from the mean, both times `scale`, a power of two.
   *
   * All sums are computed again each time: running sums drift, and a result would depend on values that have left the
   * window. The first value is subtracted from each value, which keeps the digits in which large values differ. The
   * values are scaled to about 1, so that their squares neither overflow nor underflow. The sum of squares is corrected
   * as in T. F. Chan, G. H. Golub and R. J. LeVeque, "Algorithms for computing the sample variance" (1983), equation
   * 1.7.
   */
  #spread(): { readonly deviation: number; readonly newest: number; readonly scale: number } {
    const values = this.#values;
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    const scale = largest === 0 ? 1 : 2 ** -Math.max(-1_000, Math.floor(Math.log2(largest)));
    const first = values[0]! * scale;
    let sum = 0;
    for (const value of values) sum += value * scale - first;
    const mean = sum / values.length;
    let squares = 0;
    let rest = 0;
    for (const value of values) {
      const distance = value * scale - first - mean;
      squares += distance * distance;
      rest += distance;
    }
    const correction = rest / values.length;
    const variance = Math.max(0, squares - rest * correction) / (values.length - 1);
    return { deviation: Math.sqrt(variance), newest: values.at(-1)! * scale - first - (mean + correction), scale };
  }
}
