import type { Windows } from '@penstock/stream';
import { toWindows, zoneOffset } from '@penstock/stream/internal';

export const dayMs = 86_400_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * The days of a time zone, numbered from 1970-01-01, and the instant on each day at which its clock shows a given time.
 */
export class LocalDays {
  readonly #offset: (time: number) => number;
  readonly #days: Windows;
  /** The part of the time of day below one second, which `origin` cannot express. */
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

  /** What the local clock shows at `time`, as milliseconds since 1970-01-01 00:00 on that clock. */
  reading(time: number): number {
    return time + this.#offset(time);
  }

  /** The number of the local day that `time` is in. */
  day(time: number): number {
    return Math.floor(this.reading(time) / dayMs);
  }

  /**
   * The instant of a day at which the local clock shows the time of day. Where a clock change repeats that time, it is
   * the first of the two instants; where a change skips it, it is the first instant after the change.
   */
  at(day: number): number {
    return this.#days.at(day) + this.#milliseconds;
  }
}

/** The weekday of a day: 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The month of a day: months since 1970-01. */
export const monthOf = (day: number): number => {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** The first day of a month, as the number of a day. */
export const firstDayOf = (month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
  return date.getTime() / dayMs;
};

/** How many days a month has. */
export const lengthOf = (month: number): number => firstDayOf(month + 1) - firstDayOf(month);

/** The day of the month, from 1. */
export const dayOfMonth = (day: number): number => day - firstDayOf(monthOf(day)) + 1;
