import { AdaptiveConcurrency } from './adaptive-concurrency.ts';
import type { Concurrency } from './concurrency.ts';

/** A limit that never changes. */
export class FixedConcurrency implements Concurrency {
  readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }
  answered(): void {}
  overloaded(): void {}
}

/** Creates an adaptive limit between two bounds, or a fixed one if they are equal. */
export const concurrencyOf = ({ min, max }: { readonly min: number; readonly max: number }): Concurrency =>
  min === max ? new FixedConcurrency(min) : new AdaptiveConcurrency(min, max);
