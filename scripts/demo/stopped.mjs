/** Thrown when the user stops the start with Ctrl+C or a signal. */
export class Stopped extends Error {
  name = 'Stopped';
}
