import type { ValueAggregate } from './aggregate.ts';
import { addSumTo, addTo, copySum, totalOf } from './exact-sum.ts';
import type { ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/**
 * The sum of the selected numbers in a window. It does not depend on the order of arrival as long as the numbers and
 * the sum fit into about 106 bits (32 decimal digits). It is infinite when it is too large for a double.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const volume = tumbling({ interval: '1m', aggregate: sum((trade: { size: number }) => trade.size) });
 * ```
 */
export const sum = <T>(select: (value: T) => number): ValueAggregate<T, number, ExactSum, number> => ({
  select: (value) => finite(select(value), 'the number that sum selects'),
  create: () => ({ high: 0, low: 0 }),
  add(state, value) {
    addTo(state, value);
    return state;
  },
  result: totalOf,
  merge(state, other) {
    addSumTo(state, other);
    return state;
  },
  copy: copySum,
});
