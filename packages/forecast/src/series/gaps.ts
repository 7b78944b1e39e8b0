import { forecastError } from '../errors.ts';
import { medianStep } from './spacing.ts';

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;

// One and a half steps allow months of 28 to 31 days and days of 23 to 25 hours, but no missing row.
const slack = 1.5;

/** The longest part of the week without any row of the series, in milliseconds. */
const weeklyRest = (times: Float64Array): number => {
  const ofWeek = times.map((time) => ((time % week) + week) % week).toSorted();
  let rest = ofWeek[0]! + week - ofWeek.at(-1)!;
  for (let i = 1; i < ofWeek.length; i += 1) rest = Math.max(rest, ofWeek[i]! - ofWeek[i - 1]!);
  return rest;
};

/**
 * The longest step between two rows that does not count as a gap, in milliseconds: one and a half times the median
 * step.
 *
 * For a series that pauses for at least a day and a half at the same time of every week, it is one week. Such markets
 * also close on holidays, and the series does not show whether a row is missing or the market was closed.
 */
export const longestStep = (times: Float64Array): number => {
  const usual = slack * medianStep(times);
  const rest = Math.max(usual, 1.5 * day);
  // A series of a few days cannot show a weekly pause, although it has no rows in many hours of the week.
  const hasRested = times.some((time, i) => i > 0 && time - times[i - 1]! > rest);
  return hasRested && weeklyRest(times) > rest ? Math.max(usual, week) : usual;
};

const inWords = (milliseconds: number): string => {
  const [unit, name] = (
    [
      [day, 'days'],
      [hour, 'hours'],
      [60_000, 'minutes'],
      [1000, 'seconds'],
      [1, 'milliseconds'],
    ] as const
  ).find(([size]) => milliseconds >= size) ?? [1, 'milliseconds'];
  return `${Number((milliseconds / unit).toPrecision(3))} ${name}`;
};

const at = (time: number): string => {
  const date = new Date(time);
  return Number.isNaN(date.valueOf()) ? String(time) : date.toISOString();
};

/**
 * Throws if two neighbouring rows of a checked series, from index `from` on, are more than `longest` milliseconds
 * apart.
 *
 * @throws `PENSTOCK_SERIES_GAP` naming the first gap.
 */
export const checkGaps = (times: Float64Array, longest: number, from = 0): void => {
  for (let i = from + 1; i < times.length; i += 1) {
    const step = times[i]! - times[i - 1]!;
    if (step <= longest) continue;
    throw forecastError(
      'PENSTOCK_SERIES_GAP',
      `Expected at most ${inWords(longest)} between two rows; got ${inWords(step)} between ${at(times[i - 1]!)} ` +
        `(index ${i - 1}) and ${at(times[i]!)}. Rows are missing there. Fit with fill: 'previous' or 'linear', pass ` +
        "only the rows after the gap, or fit with gaps: 'allow' to ignore gaps.",
    );
  }
};
