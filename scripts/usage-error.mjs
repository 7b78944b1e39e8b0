/** A mistake in a command line. Only its message is printed. */
export class UsageError extends Error {
  name = 'UsageError';
}
