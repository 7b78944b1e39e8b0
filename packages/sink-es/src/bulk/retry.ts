/** Where waits begin and end, milliseconds. */
export interface BackOff {
  readonly initialDelay: number;
  readonly maxDelay: number;
  /** Longest wait that a server may ask for. */
  readonly maxRetryAfter: number;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
}

/**
 * The wait after the `attempt`-th failure, from 1, in whole milliseconds: doubling, drawn between half and all, and
 * never below what the server asked for.
 */
export const delayOf = (
  attempt: number,
  { initialDelay, maxDelay, maxRetryAfter, random }: BackOff,
  retryAfter = 0,
): number => {
  const full = Math.min(maxDelay, initialDelay * 2 ** Math.min(attempt - 1, 30));
  // Drawn, so that writers stopped by one overload do not all come back at one instant.
  return Math.ceil(Math.max(Math.min(retryAfter, maxRetryAfter), full / 2 + (full / 2) * random()));
};
