import type { Aggregate } from './aggregate.ts';
import { addTo, type ExactSum } from './exact-sum.ts';
import { finite } from './finite.ts';

/**
 * The sum of a number of each record, the same for every order of arrival; some 106 bits are kept on the way.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const volume = tumbling({ interval: '1m', aggregate: sum((trade: { size: number }) => trade.size) });
 * ```
 */
export const sum = <T>(select: (value: T) => number): Aggregate<T, number, ExactSum, number> => ({
  select: (value) => finite(select(value), 'what sum selects'),
  create: () => ({ high: 0, low: 0 }),
  add(state, value) {
    addTo(state, value);
    return state;
  },
  result: ({ high }) => high,
  merge(state, { high, low }) {
    addTo(state, high);
    addTo(state, low);
    return state;
  },
  copy: (state) => ({ ...state }),
});
