/**
 * Time cut into numbered windows without gaps: number `n` is from `at(n)` up to `at(n + 1)`, which is in the next.
 *
 * Where a time zone skips a whole window, such as a day at the date line, `at(n)` and `at(n + 1)` are the same instant,
 * and no time has that number.
 */
export interface Windows {
  /** The number of the window that an instant lies in. */
  number(time: number): number;
  /** The instant at which a window begins. */
  at(number: number): number;
  /** Milliseconds of every window, where all have the same length; else `undefined`. */
  readonly length: number | undefined;
  /** A text that is the same for windows of the same numbers and instants, and for no others. */
  readonly cut: string;
}
