import type { ValueAggregate } from './aggregate.ts';
import { finite } from './finite.ts';

/**
 * The smallest of the selected numbers in a window.
 *
 * @throws (rejects the record with) `PENSTOCK_VALUE_INVALID`
 *
 * @example
 * ```ts
 * const low = tumbling({ interval: '1d', aggregate: min((candle: Candle) => candle.low) });
 * ```
 */
export const min = <T>(select: (value: T) => number): ValueAggregate<T, number, number, number> => ({
  select: (value) => finite(select(value), 'the number that min selects'),
  create: () => Infinity,
  add: (state, value) => (value < state ? value : state),
  result: (state) => state,
  merge: (state, other) => Math.min(state, other),
});
