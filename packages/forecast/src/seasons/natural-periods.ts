const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const year = 365.25 * day;

// Cycles of clock and calendar; a year only where few rows make one.
const cycles = [hour, day, week, year] as const;

/** The longest period that is looked for unasked: a week of hours, a day of five minutes. */
const longest = 300;

/**
 * The periods, in rows, that a series of this step may have by clock and calendar, the shortest first: 24 and 168 for
 * hours, 7 for days, 12 for months, 4 for quarters, 52 for weeks, none for years.
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
    // Steps that do not divide the cycle, such as weeks a year, do so nearly.
    if (period >= 2 && period <= longest && Math.abs(cycle / step - period) < 0.3) periods.add(period);
  }
  return [...periods];
};
