/**
 * The minimum number of rows in the window of a method that computes its state from past rows, if there are as many.
 */
const leastWindow = 200;

/** How many seasons such a window has. */
const seasons = 6;

/** The window of a method, at most `rows`: six times its longest season, and at least 200 rows. */
export const windowFor = (rows: number, period: number): number =>
  Math.min(rows, Math.max(leastWindow, seasons * period));
