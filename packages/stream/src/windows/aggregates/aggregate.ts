import type { RecordInfo } from '../../delivery/delivery.ts';

/**
 * Folds the values of one window, one at a time, into a state from which the result is made.
 *
 * Built in are `count`, `sum`, `mean`, `median`, `min`, `max`, `first`, `last` and `stddev`. Your own is any object of
 * this shape; its state must be something that the structured-clone algorithm copies.
 *
 * @typeParam T the values of the flow
 * @typeParam R the result
 * @typeParam S the state
 * @typeParam V what is selected of a value
 *
 * @example
 * ```ts
 * const longest: Aggregate<string, number, number, number> = {
 *   select: (word) => word.length,
 *   create: () => 0,
 *   add: (state, length) => Math.max(state, length),
 *   result: (state) => state,
 * };
 * ```
 */
export interface Aggregate<T, R, S = unknown, V = unknown> {
  /**
   * What the aggregate needs of a value. A throw rejects the record, and no aggregate of the window has changed by
   * then.
   */
  select(value: T): V;
  /** The state of a window before its first record. */
  create(): S;
  /**
   * The state with one record more: a new one, or the same one changed. It must not throw.
   *
   * @param time event time of the record, ms since the Unix epoch.
   */
  add(state: S, selected: V, time: number, record: RecordInfo): S;
  result(state: S): R;
  /**
   * The state of the records of both together, where `state` may be changed and `other` not. The two share no record;
   * those of `other` are of later slices of a hopping window, or of later partitions. Merging `(a, b)` with `c` must
   * come to the same as `a` with `(b, c)`. Needed for `acrossPartitions`, and in `hopping` above 100 overlapping
   * windows.
   */
  merge?(state: S, other: S): S;
  /** A copy that later changes of `state` do not show in; default `structuredClone`. */
  copy?(state: S): S;
}

/** An aggregate of what is selected alone, whatever the time and the place of a record. */
export interface ValueAggregate<T, R, S = unknown, V = unknown> extends Aggregate<T, R, S, V> {
  add(state: S, selected: V): S;
}

/** One aggregate, or several by the name that each one's result gets. */
export type Aggregates<T, R> = Aggregate<T, R> | { readonly [K in keyof R]: Aggregate<T, R[K]> };

/** One aggregate of several, whose result has the result of each under its name. */
export const allOf = <T, R>(aggregates: Aggregates<T, R>): Aggregate<T, R> => {
  if (isAggregate(aggregates)) return aggregates;
  const names = Object.keys(aggregates) as Array<keyof R>;
  const parts: ReadonlyArray<Aggregate<T, R[keyof R]>> = names.map((name) => aggregates[name]);
  // Filled and read within one record, so that folding allocates nothing.
  const selected: unknown[] = parts.map(() => undefined);
  const all: Aggregate<T, R, unknown[], unknown[]> = {
    select(value) {
      for (let part = 0; part < parts.length; part += 1) selected[part] = parts[part]!.select(value);
      return selected;
    },
    create: () => parts.map((part) => part.create()),
    add(states, values, time, record) {
      for (let part = 0; part < parts.length; part += 1)
        states[part] = parts[part]!.add(states[part], values[part], time, record);
      return states;
    },
    result: (states) =>
      Object.fromEntries(parts.map((part, index) => [names[index]!, part.result(states[index])])) as R,
    copy: (states) => parts.map((part, index) => copyState(part, states[index])),
  };
  if (parts.every(({ merge }) => merge)) {
    all.merge = (states, others) => {
      for (let part = 0; part < parts.length; part += 1)
        states[part] = mergeStates(parts[part]!, states[part], others[part]);
      return states;
    };
  }
  return all;
};

/** Both states together in one that shares nothing with `other`, also where `merge` returns `other` itself. */
export const mergeStates = <S>(aggregate: Aggregate<never, unknown, S>, state: S, other: S): S => {
  const merged = aggregate.merge!(state, other);
  return merged === other ? copyState(aggregate, other) : merged;
};

/** A copy of a state as a snapshot needs it. */
export const copyState = <S>(aggregate: Aggregate<never, unknown, S>, state: S): S => {
  if (aggregate.copy) return aggregate.copy(state);
  return typeof state === 'object' && state !== null ? structuredClone(state) : state;
};

const isAggregate = <T, R>(aggregates: Aggregates<T, R>): aggregates is Aggregate<T, R> =>
  typeof (aggregates as Partial<Aggregate<T, R>>).add === 'function';
