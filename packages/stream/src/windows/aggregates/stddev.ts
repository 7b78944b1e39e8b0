import type { Aggregate } from './aggregate.ts';
import { finite } from './finite.ts';

/** Number of values, their mean, and the sum of squared distances from it. */
interface Moments {
  count: number;
  mean: number;
  squares: number;
}

/**
 * The sample standard deviation of a number of each record (divided by n - 1); `null` for a single record.
 *
 * Computed in one pass: B. P. Welford, "Note on a method for calculating corrected sums of squares and products",
 * Technometrics 4 (1962). Partitions are merged as in T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a
 * pairwise algorithm for computing sample variances" (1979). Another order of arrival may change the last digits.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const spread = tumbling({ interval: '1d', aggregate: stddev((candle: Candle) => candle.close) });
 * ```
 */
export const stddev = <T>(select: (value: T) => number): Aggregate<T, number | null, Moments, number> => ({
  select: (value) => finite(select(value), 'what stddev selects'),
  create: () => ({ count: 0, mean: 0, squares: 0 }),
  add(state, value) {
    const distance = value - state.mean;
    state.count += 1;
    state.mean += distance / state.count;
    state.squares += distance * (value - state.mean);
    return state;
  },
  result: ({ count, squares }) => (count < 2 ? null : Math.sqrt(squares / (count - 1))),
  merge(state, other) {
    if (other.count === 0) return state;
    const count = state.count + other.count;
    const distance = other.mean - state.mean;
    state.squares += other.squares + (distance * distance * state.count * other.count) / count;
    state.mean += (distance * other.count) / count;
    state.count = count;
    return state;
  },
  copy: (state) => ({ ...state }),
});
