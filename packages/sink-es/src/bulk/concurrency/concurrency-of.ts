import { AdaptiveConcurrency } from './adaptive-concurrency.ts';
import type { Concurrency } from './concurrency.ts';

/** Always the same number. */
export class FixedConcurrency implements Concurrency {
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }
  answered(): void {}
  overloaded(): void {}
}

/** The limit between two bounds, which is fixed where they are one. */
export const concurrencyOf = ({ min, max }: { readonly min: number; readonly max: number }): Concurrency =>
  min === max ? new FixedConcurrency(min) : new AdaptiveConcurrency(min, max);
