import { streamError } from '../errors.ts';

/** The latest numbers of a series, at most `length`, with their mean and sample standard deviation. */
export class TrailingWindow {
  readonly length: number;
  #values: number[] = [];

  constructor(length: number) {
    if (!Number.isSafeInteger(length) || length < 2) {
      throw streamError('PENSTOCK_BAD_OPTION', `The window must be a whole number of at least 2 values; got ${String(length)}.`);
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

  // Anew each time: running sums drift, and would make a result depend on what has left the window.
  moments(): { readonly mean: number; readonly deviation: number } {
    const values = this.#values;
    let sum = 0;
    for (const value of values) sum += value;
    const mean = sum / values.length;
    let squares = 0;
    for (const value of values) squares += (value - mean) ** 2;
    return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
  }

  snapshot(): readonly number[] {
    return [...this.#values];
  }

  restore(values: readonly number[]): void {
    this.#values = [...values];
  }
}
