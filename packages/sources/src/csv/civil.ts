/** A calendar date and a time of day, without a time zone. Months count from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly millisecond?: number;
}

/**
 * Returns the instant of a date and time in UTC, or undefined when there is no such date or time.
 *
 * Years below 100 are taken literally. 24:00 is midnight at the end of the day, as in ISO 8601.
 */
export const utcOf = ({
  year,
  month,
  day,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
}: Civil): number | undefined => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // `setUTCFullYear` moves a day past the end of its month into the next month instead of failing.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
  if (minute > 59 || second > 59 || ofDay > 86_400_000) return undefined;
  return date.getTime() + ofDay;
};
