const day = 86_400_000;

/** A cycle of the calendar in UTC: the hour of the day, the day of the week or the month of the year. */
export type CalendarFeature = 'hour' | 'weekday' | 'month';

/** The position of a time in each cycle: 0 up to but not including 1. */
const phases: Readonly<Record<CalendarFeature, (time: number) => number>> = {
  hour: (time) => (((time % day) + day) % day) / day,
  // 1 January 1970 was a Thursday.
  weekday: (time) => ((((Math.floor(time / day) + 3) % 7) + 7) % 7) / 7,
  month: (time) => new Date(time).getUTCMonth() / 12,
};

/** All calendar features. */
export const calendarFeatures = Object.keys(phases) as readonly CalendarFeature[];

/** How many columns each calendar feature has. */
export const calendarWidth = 2;

/**
 * Writes the calendar features of `time` from index `at` on. Each cycle becomes a sine and a cosine, so that its end
 * lies next to its start.
 */
export const writeCalendar = (
  calendar: readonly CalendarFeature[],
  time: number,
  into: Float64Array,
  at: number,
): void => {
  for (const [i, feature] of calendar.entries()) {
    const angle = 2 * Math.PI * phases[feature](time);
    into[at + calendarWidth * i] = Math.sin(angle);
    into[at + calendarWidth * i + 1] = Math.cos(angle);
  }
};
