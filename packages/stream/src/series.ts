/**
 * A series of numbers in event-time order: `values[i]` was observed at `times[i]`.
 *
 * Both arrays have the same length, and `times` strictly increases.
 *
 * @example
 * ```ts
 * const closes: Series = { times: Float64Array.of(0, 86_400_000), values: Float64Array.of(457.33, 424.44) };
 * ```
 */
export interface Series {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}
