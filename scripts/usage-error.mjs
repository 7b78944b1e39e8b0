/** What is wrong with a command line; its message is all that is printed. */
export class UsageError extends Error {
  name = 'UsageError';
}
