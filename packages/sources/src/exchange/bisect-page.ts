/** An exchange whose responses have at most `limit` values: the newest ones below a bound. */
export interface NewestFirst<T> {
  /**
   * Requests the newest values below `bound`, or the newest of all when it is undefined; they may come in any order.
   */
  readonly ask: (bound: number | undefined) => Promise<readonly T[]>;
  /** Returns the time of a value, which is compared with the bound. */
  readonly keyOf: (value: T) => number;
  /** The largest number of values in a response; a response with that many may lack older ones. */
  readonly limit: number;
  /** The smallest difference between two bounds. */
  readonly step: number;
}

/** Values of such an exchange, with none missing between the first and the last. */
export interface BisectedPage<T> {
  readonly values: readonly T[];
  /** Whether none is missing between the start of the request and the first value either. */
  readonly reaches: boolean;
  readonly more: boolean;
}

/**
 * Requests the oldest values from `from` on, of an exchange that returns the newest ones below a bound: it lowers the
 * bound until a response reaches back to `from`.
 *
 * @param last The response must contain a value after this time, which is at least `from`.
 * @param span The first difference between the bound and `from` to try when a request without a bound does not reach
 * back.
 */
export const bisectPage = async <T>(
  from: number,
  last: number,
  span: number,
  { ask, keyOf, limit, step }: NewestFirst<T>,
): Promise<BisectedPage<T>> => {
  // A full response may lack values of its oldest instant.
  const isWhole = (values: readonly T[]): boolean =>
    values.length < limit || values.some((value) => keyOf(value) < from);
  const wholeFrom = (values: readonly T[]): number => Math.min(...values.map(keyOf)) + step;
  /**
   * Of the responses that do not reach back to `from`, the one with the lowest bound. Earlier values lie between `low`
   * and `high`.
   */
  let full: BisectedPage<T> = { values: await ask(undefined), reaches: true, more: false };
  if (isWhole(full.values)) return full;
  let low = from;
  let high = wholeFrom(full.values);
  for (let bound = low + span; ;) {
    if (bound >= high) bound = high - low <= step ? high : low + Math.ceil((high - low) / 2 / step) * step;
    const values = await ask(bound);
    if (!isWhole(values)) {
      // All values are within one step, so the bound cannot be lowered further.
      if (bound >= high && wholeFrom(values) >= high) return { values, reaches: false, more: true };
      full = { values, reaches: true, more: true };
      high = Math.min(high, wholeFrom(values));
    } else if (values.some((value) => keyOf(value) > last)) return { values, reaches: true, more: true };
    else if (bound >= high) return { ...full, values: [...values, ...full.values] };
    else low = bound;
    bound = Infinity;
  }
};
