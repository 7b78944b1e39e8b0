/**
 * Numbered windows of time, without gaps: window `n` begins at `at(n)` and ends just before `at(n + 1)`.
 *
 * A time zone may skip a whole window, such as a day when it moves across the date line. Then `at(n)` and `at(n + 1)`
 * are the same instant, and no instant is in window `n`.
 */
export interface Windows {
  /** Returns the number of the window that contains an instant. */
  number(time: number): number;
  /** Returns the instant at which a window begins. */
  at(number: number): number;
  /** Length of every window in milliseconds; `undefined` when they do not all have the same length. */
  readonly length: number | undefined;
  /** Identifies this division of time: two divisions have the same id only if all their windows are the same. */
  readonly id: string;
}
