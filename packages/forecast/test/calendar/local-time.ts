/**
 * The instant at which the clocks of a time zone show a date and time. It is found by trying every quarter of an hour
 * around it, so it shares no code with the calendar under test. Where clocks show the time twice, it is the first
 * instant; where they skip it, `undefined`.
 */
export const instantOf = (
  timeZone: string,
  [year, month, day, hour = 0, minute = 0]: readonly number[],
): number | undefined => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const padded = (value: number) => String(value).padStart(2, '0');
  const wanted = `${year}-${padded(month!)}-${padded(day!)} ${padded(hour)}:${padded(minute)}`;
  const about = Date.UTC(year!, month! - 1, day!, hour, minute);
  for (let quarter = -4 * 15; quarter <= 4 * 15; quarter += 1) {
    const time = about + quarter * 900_000;
    if (format.format(time) === wanted) return time;
  }
  return undefined;
};

/** The date `days` days after another, as [year, month, day]. */
export const dateAfter = ([year, month, day]: readonly number[], days: number): [number, number, number] => {
  const date = new Date(Date.UTC(year!, month! - 1, day! + days));
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
};

/** The last day of a month, according to `Date`. */
export const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
