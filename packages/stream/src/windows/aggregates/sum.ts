import type { ValueAggregate } from './aggregate.ts';
import { addSumTo, addTo, copySum, totalOf } from './exact-sum.ts';
import type { ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/**
 * The sum of a number of each record, the same for every order of arrival as long as the numbers and what they come to
 * fit into some 106 bits, or 32 digits. It is infinite where it is beyond the greatest double.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const volume = tumbling({ interval: '1m', aggregate: sum((trade: { size: number }) => trade.size) });
 * ```
 */
export const sum = <T>(select: (value: T) => number): ValueAggregate<T, number, ExactSum, number> => ({
  select: (value) => finite(select(value), 'what sum selects'),
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
