/** The user stopped the start, by Ctrl+C or a signal. */
export class Stopped extends Error {
  name = 'Stopped';
}
