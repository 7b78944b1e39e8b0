import type { ValueAggregate } from './aggregate.ts';

/**
 * Counts the records of a window.
 *
 * @example
 * ```ts
 * const perMinute = tumbling({ interval: '1m', aggregate: count() });
 * ```
 */
export const count = (): ValueAggregate<unknown, number, number, undefined> => ({
  select: () => undefined,
  create: () => 0,
  add: (state) => state + 1,
  result: (state) => state,
  merge: (state, other) => state + other,
});
