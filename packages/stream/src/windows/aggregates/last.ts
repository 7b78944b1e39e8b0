import type { Aggregate } from './aggregate.ts';
import { instantOf, isBefore } from './instant.ts';
import type { Instant } from './instant.ts';

type State<V> = { readonly instant: Instant; readonly value: V } | undefined;

/**
 * The selected part of the latest record of a window, by event time. At equal times, partition and offset decide.
 *
 * @example
 * ```ts
 * const closing = tumbling({ interval: '1d', aggregate: last((trade: { price: number }) => trade.price) });
 * ```
 */
export const last = <T, V>(select: (value: T) => V): Aggregate<T, V, State<V>, V> => ({
  select,
  create: () => undefined,
  add(state, value, time, record) {
    const instant = instantOf(time, record);
    return !state || !isBefore(instant, state.instant) ? { instant, value } : state;
  },
  // Never undefined: a window exists only from its first record on.
  result: (state) => state!.value,
  merge: (state, other) => (!state || (other && isBefore(state.instant, other.instant)) ? other : state),
  copy: (state) => state,
});
