import { toWindows, zoneOffset } from '@penstock/stream/calendar';
import type { Windows } from '@penstock/stream/calendar';

export const dayMs = 86_400_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** The days of a time zone, numbered from 1970-01-01, and the instant of a time of day on each. */
export class LocalDays {
  readonly #offset: (time: number) => number;
  readonly #days: Windows;
  /** What a time of day with whole seconds leaves out. */
  readonly #milliseconds: number;

  /**
   * @param clock - Milliseconds since midnight.
   * @throws `PENSTOCK_BAD_OPTION` for an unknown time zone.
   */
  constructor(timeZone: string, clock: number) {
    this.#offset = zoneOffset(timeZone);
    const seconds = Math.floor(clock / 1_000);
    this.#milliseconds = clock - seconds * 1_000;
    const [hour, minute, second] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
    const origin = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}` as `${number}:${number}:${number}`;
    this.#days = toWindows('1d', { timeZone, origin });
  }

  /** What the local clock shows, as milliseconds since it showed 1970-01-01 00:00. */
  reading(time: number): number {
    return time + this.#offset(time);
  }

  /** The number of the day that the local calendar shows. */
  day(time: number): number {
    return Math.floor(this.reading(time) / dayMs);
  }

  /**
   * The instant of a day at which the clock shows the time of day: the first one where clocks are set back over it, and
   * the first instant after it where they are set forward over it.
   */
  at(day: number): number {
    return this.#days.at(day) + this.#milliseconds;
  }
}

/** 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Months since 1970-01. */
export const monthOf = (day: number): number => {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** The number of the first day of a month. */
export const firstDayOf = (month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
  return date.getTime() / dayMs;
};

/** The number of days of a month. */
export const lengthOf = (month: number): number => firstDayOf(month + 1) - firstDayOf(month);

/** The day of the month, from 1. */
export const dayOfMonth = (day: number): number => day - firstDayOf(monthOf(day)) + 1;
