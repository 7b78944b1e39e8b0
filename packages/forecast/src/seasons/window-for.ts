/** Fewest rows that a method with a memory looks at, where there are as many. */
const leastWindow = 200;

/** Seasons that such a method looks at. */
const seasons = 6;

/** Rows that a method looks at: six of its longest season or 200 rows, whichever is more, of `rows` there are. */
export const windowFor = (rows: number, period: number): number =>
  Math.min(rows, Math.max(leastWindow, seasons * period));
