/** An exchange that gives the newest values below a bound, and no more than so many. */
export interface NewestFirst<T> {
  /** The newest ones below `bound`, or of all where it is undefined, in any order. */
  readonly ask: (bound: number | undefined) => Promise<readonly T[]>;
  /** What the bound is compared with: a time. */
  readonly keyOf: (value: T) => number;
  /** An answer of so many may lack older ones. */
  readonly limit: number;
  /** The least difference of two bounds. */
  readonly step: number;
}

/** Values without one missing between them, of such an exchange. */
export interface BisectedPage<T> {
  readonly values: readonly T[];
  /** Nothing is missing before them either, back to where they were asked from. */
  readonly reaches: boolean;
  readonly more: boolean;
}

/**
 * The oldest values from `from` on, of an exchange that gives the newest ones below a bound: the bound is lowered until
 * an answer reaches back to `from`.
 *
 * @param last An answer has to go beyond this key, at least `from`.
 * @param span The first difference of bound and `from` to try where all is too much.
 */
export const bisectPage = async <T>(
  from: number,
  last: number,
  span: number,
  { ask, keyOf, limit, step }: NewestFirst<T>,
): Promise<BisectedPage<T>> => {
  // An answer that is full may lack others of its oldest instant.
  const isWhole = (values: readonly T[]): boolean =>
    values.length < limit || values.some((value) => keyOf(value) < from);
  const wholeFrom = (values: readonly T[]): number => Math.min(...values.map(keyOf)) + step;
  /** The lowest answer that does not reach back; what is before it lies between `low` and `high`. */
  let full: BisectedPage<T> = { values: await ask(undefined), reaches: true, more: false };
  if (isWhole(full.values)) return full;
  let low = from;
  let high = wholeFrom(full.values);
  for (let bound = low + span; ;) {
    if (bound >= high) bound = high - low <= step ? high : low + Math.ceil((high - low) / 2 / step) * step;
    const values = await ask(bound);
    if (!isWhole(values)) {
      // All of them in one step: there is no bound between.
      if (bound >= high && wholeFrom(values) >= high) return { values, reaches: false, more: true };
      full = { values, reaches: true, more: true };
      high = Math.min(high, wholeFrom(values));
    } else if (values.some((value) => keyOf(value) > last)) return { values, reaches: true, more: true };
    else if (bound >= high) return { ...full, values: [...values, ...full.values] };
    else low = bound;
    bound = Infinity;
  }
};
