const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const year = 365.25 * day;

// The cycles of clock and calendar. A year counts only for steps long enough that few rows make a year.
const cycles = [hour, day, week, year] as const;

/** The longest period that is tried by default. A week of hourly rows has 168 rows, a day of five-minute rows 288. */
const longest = 300;

/**
 * The periods, in rows, that clock and calendar give a series with this step, the shortest first: 24 and 168 for hours,
 * 7 for days, 12 for months, 4 for quarters, 52 for weeks, none for years.
 *
 * @param step - Milliseconds between rows.
 *
 * @example
 * ```ts
 * naturalPeriods(3_600_000); // [24, 168]
 * ```
 */
export const naturalPeriods = (step: number): readonly number[] => {
  const periods = new Set<number>();
  for (const cycle of cycles) {
    const period = Math.round(cycle / step);
    // Steps that divide the cycle only nearly, such as weeks in a year, count too.
    if (period >= 2 && period <= longest && Math.abs(cycle / step - period) < 0.3) periods.add(period);
  }
  return [...periods];
};
