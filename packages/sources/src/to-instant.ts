/** Milliseconds since the Unix epoch of a number or `Date`; NaN for what is no time, such as null, which is no 1970. */
export const toInstant = (time: unknown): number =>
  typeof time === 'number' || time instanceof Date ? Number(time) : NaN;
