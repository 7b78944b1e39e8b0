/** A date and a time of day as a calendar and a clock show them; a month counts from 1. */
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
 * The instant at which UTC shows a date and a time, or undefined where there is no such date or time.
 *
 * Years are taken as they are, also those below 100. 24:00 is the midnight after, as ISO 8601 says.
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
  // A day past the end of its month moves into the next one instead of failing.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
  if (minute > 59 || second > 59 || ofDay > 86_400_000) return undefined;
  return date.getTime() + ofDay;
};
