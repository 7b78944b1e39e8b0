import type { RecordInfo } from '../../delivery/delivery.ts';

/**
 * Folds the values of one window, one at a time, into a state, and makes the result of the state.
 *
 * The built-in aggregates are `count`, `sum`, `mean`, `median`, `min`, `max`, `first`, `last` and `stddev`. Your own
 * aggregate is any object of this type; its state must be structured-cloneable.
 *
 * @typeParam T The values of the flow.
 * @typeParam R The result.
 * @typeParam S The state.
 * @typeParam V The part of a value that the aggregate uses.
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
   * Returns the part of a value that the aggregate uses. If it throws, the record is rejected and no aggregate of the
   * window changes.
   */
  select(value: T): V;
  /** Returns the state of a window before its first record. */
  create(): S;
  /**
   * Adds one record, and returns the changed state or a new one. It must not throw.
   *
   * @param time Event time of the record, ms since the Unix epoch.
   */
  add(state: S, selected: V, time: number, record: RecordInfo): S;
  result(state: S): R;
  /**
   * Merges two states into the state of all their records. It may change `state`, but not `other`. The two have no
   * common record; the records of `other` are in a later slice of a hopping window, or in a higher partition. The
   * operation must be associative. It is needed for `acrossPartitions`, and for `hopping` with more than 100
   * overlapping windows.
   */
  merge?(state: S, other: S): S;
  /** Copies a state, so that later changes of `state` do not change the copy; default `structuredClone`. */
  copy?(state: S): S;
}

/** An aggregate that uses only the selected part of a value, not the time and position of the record. */
export interface ValueAggregate<T, R, S = unknown, V = unknown> extends Aggregate<T, R, S, V> {
  add(state: S, selected: V): S;
}

/** One aggregate, or several by name; the result then has one field for each name. */
export type Aggregates<T, R> = Aggregate<T, R> | { readonly [K in keyof R]: Aggregate<T, R[K]> };

/** Combines several aggregates into one, whose result has the result of each under its name. */
export const allOf = <T, R>(aggregates: Aggregates<T, R>): Aggregate<T, R> => {
  if (isAggregate(aggregates)) return aggregates;
  const names = Object.keys(aggregates) as Array<keyof R>;
  const parts: ReadonlyArray<Aggregate<T, R[keyof R]>> = names.map((name) => aggregates[name]);
  // One array for all records: it is filled and read for one record at a time, so that folding allocates nothing.
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

/** Merges two states into one that shares nothing with `other`, even when `merge` returns `other` itself. */
export const mergeStates = <S>(aggregate: Aggregate<never, unknown, S>, state: S, other: S): S => {
  const merged = aggregate.merge!(state, other);
  return merged === other ? copyState(aggregate, other) : merged;
};

/** Copies a state for a snapshot. */
export const copyState = <S>(aggregate: Aggregate<never, unknown, S>, state: S): S => {
  if (aggregate.copy) return aggregate.copy(state);
  return typeof state === 'object' && state !== null ? structuredClone(state) : state;
};

const isAggregate = <T, R>(aggregates: Aggregates<T, R>): aggregates is Aggregate<T, R> =>
  typeof (aggregates as Partial<Aggregate<T, R>>).add === 'function';
