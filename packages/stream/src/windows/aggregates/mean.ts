import type { ValueAggregate } from './aggregate.ts';
import { addSumTo, addTo, copySum, ratioOf } from './exact-sum.ts';
import type { ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/**
 * The arithmetic mean of the selected numbers in a window. Like `sum`, it does not depend on the order of arrival. The
 * mean of equal numbers is exactly that number.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const level = tumbling({ interval: '1h', aggregate: mean((quote: Quote) => quote.priceUsd) });
 * ```
 */
export const mean = <T>(
  select: (value: T) => number,
): ValueAggregate<T, number, ExactSum & { count: number }, number> => ({
  select: (value) => finite(select(value), 'the number that mean selects'),
  create: () => ({ high: 0, low: 0, count: 0 }),
  add(state, value) {
    addTo(state, value);
    state.count += 1;
    return state;
  },
  result: (state) => ratioOf(state, { high: state.count, low: 0 }),
  merge(state, other) {
    addSumTo(state, other);
    state.count += other.count;
    return state;
  },
  copy: (state) => ({ ...copySum(state), count: state.count }),
});
