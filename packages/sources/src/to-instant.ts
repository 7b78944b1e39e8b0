/**
 * Returns a number or `Date` as milliseconds since the Unix epoch, and NaN for anything else; `Number(null)` would be
 * 0, the year 1970.
 */
export const toInstant = (time: unknown): number =>
  typeof time === 'number' || time instanceof Date ? Number(time) : NaN;
