// Causes may form a cycle, so the number of steps is limited.
const deepest = 5;

/** Yields an error, its cause, the cause of that, and so on, up to five. */
export function* causesOf(error: unknown): Generator<object> {
  let at = error;
  for (let depth = 0; depth < deepest && typeof at === 'object' && at !== null; depth += 1) {
    yield at;
    at = (at as { cause?: unknown }).cause;
  }
}
