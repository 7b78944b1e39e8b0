// A cause may lead back to where it came from.
const deepest = 5;

/** An error, its cause, the cause of that, and so on. */
export function* causesOf(error: unknown): Generator<object> {
  let at = error;
  for (let depth = 0; depth < deepest && typeof at === 'object' && at !== null; depth += 1) {
    yield at;
    at = (at as { cause?: unknown }).cause;
  }
}
