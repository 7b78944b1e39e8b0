/** Answers of an exchange that gives the newest trades below a bound, and no more than so many. */
interface Newest<T> {
  /** The newest ones below `bound`, or of all where it is undefined, in any order. */
  readonly ask: (bound: number | undefined) => Promise<readonly T[]>;
  /** What the bound is compared with: a time or a number. */
  readonly keyOf: (value: T) => number;
  /** An answer of so many may lack older ones. */
  readonly limit: number;
  /** The least difference of two bounds. */
  readonly step: number;
}

/** An answer that begins at `from`, and the span that it took. */
export interface BisectedPage<T> {
  readonly values: readonly T[];
  readonly reaches: boolean;
  readonly more: boolean;
}

/**
 * The values from `from` on, oldest first, of an exchange that only gives the newest ones below a bound: the bound is
 * lowered until an answer reaches back to `from`.
 *
 * @param span The first difference of bound and `from` to try where all is too much.
 */
export const bisectPage = async <T>(from: number, span: number, newest: Newest<T>): Promise<BisectedPage<T>> => {
  const { ask, keyOf, limit, step } = newest;
  const isWhole = (values: readonly T[]): boolean =>
    values.length < limit || values.some((value) => keyOf(value) <= from);
  let low = from;
  let values = await ask(undefined);
  if (isWhole(values)) return { values, reaches: true, more: false };
  let high = Math.min(...values.map(keyOf));
  for (let bound = low + span; ; bound = low + Math.ceil((high - low) / 2 / step) * step) {
    // All of them within one step: there is no bound between.
    if (high - low <= step) return { values, reaches: false, more: true };
    if (bound >= high) bound = low + Math.ceil((high - low) / 2 / step) * step;
    values = await ask(bound);
    if (!isWhole(values)) high = Math.min(high, ...values.map(keyOf));
    else if (values.some((value) => keyOf(value) > from)) return { values, reaches: true, more: true };
    else low = bound;
  }
};
