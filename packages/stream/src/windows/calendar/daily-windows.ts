import type { Windows } from './windows.ts';

// The longest day of a time zone whose clocks are set back by up to two hours.
const longestDay = 26 * 3_600_000;

/** Windows that are counted from the start of each day. The last window of a day ends with the day. */
export class DailyWindows implements Windows {
  readonly length = undefined;
  readonly id: string;
  readonly #days: Windows;
  readonly #size: number;
  readonly #perDay: number;

  constructor(days: Windows, size: number, id: string) {
    this.id = id;
    this.#days = days;
    this.#size = size;
    // A shorter day does not need all numbers; the windows of the other numbers are empty.
    this.#perDay = Math.ceil(longestDay / size);
  }
  number(time: number): number {
    const day = this.#days.number(time);
    const part = Math.floor((time - this.#days.at(day)) / this.#size);
    return day * this.#perDay + Math.min(part, this.#perDay - 1);
  }
  at(number: number): number {
    const day = Math.floor(number / this.#perDay);
    const part = number - day * this.#perDay;
    return Math.min(this.#days.at(day) + part * this.#size, this.#days.at(day + 1));
  }
}
