import type { ValueAggregate } from './aggregate.ts';
import { finite } from './finite.ts';

/**
 * The greatest of the selected numbers in a window.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const high = tumbling({ interval: '1d', aggregate: max((candle: Candle) => candle.high) });
 * ```
 */
export const max = <T>(select: (value: T) => number): ValueAggregate<T, number, number, number> => ({
  select: (value) => finite(select(value), 'the number that max selects'),
  create: () => -Infinity,
  add: (state, value) => (value > state ? value : state),
  result: (state) => state,
  merge: (state, other) => Math.max(state, other),
});
