import type { Series } from '@penstock/stream';

/** What `add` did with a row. `late` means that the row is earlier than the latest row, and was not added. */
export type RowOutcome = 'added' | 'replaced' | 'late';

/** The latest rows of a series, at most `most` of them. */
export class RollingSeries {
  readonly #most: number;
  #times: number[];
  #values: number[];

  constructor(most: number, { times, values }: { times: Iterable<number>; values: Iterable<number> }) {
    this.#most = most;
    this.#times = [...times];
    this.#values = [...values];
  }

  /** Time and value of the latest row. */
  get latest(): readonly [time: number, value: number] | undefined {
    const time = this.#times.at(-1);
    return time === undefined ? undefined : [time, this.#values.at(-1)!];
  }

  /** Adds a row. A row with the time of the latest row replaces it. */
  add(time: number, value: number): RowOutcome {
    const latest = this.#times.at(-1) ?? -Infinity;
    if (time < latest) return 'late';
    if (time === latest) {
      this.#values[this.#values.length - 1] = value;
      return 'replaced';
    }
    this.#times.push(time);
    this.#values.push(value);
    // Drops old rows in blocks rather than one with each new row.
    if (this.#times.length >= 2 * this.#most) {
      this.#times = this.#times.slice(-this.#most);
      this.#values = this.#values.slice(-this.#most);
    }
    return 'added';
  }

  /** A copy of the latest rows without the last `less` of them. */
  rows(less = 0): Series {
    const [first, end] = [Math.max(0, this.#times.length - this.#most), Math.max(0, this.#times.length - less)];
    return {
      times: Float64Array.from(this.#times.slice(first, end)),
      values: Float64Array.from(this.#values.slice(first, end)),
    };
  }
}
