/** The clock reading at the start of each window. */
export interface Grid {
  number(reading: number): number;
  at(number: number): number;
}

/** Windows of equal length on the clock. */
export class EvenGrid implements Grid {
  readonly size: number;
  readonly #begin: number;

  constructor(size: number, begin: number) {
    this.size = size;
    this.#begin = begin;
  }
  number(reading: number): number {
    return Math.floor((reading - this.#begin) / this.size);
  }
  at(number: number): number {
    return number * this.size + this.#begin;
  }
}

/** Windows of whole months. */
export class MonthGrid implements Grid {
  readonly #count: number;
  readonly #first: number;
  /** Milliseconds from the start of a calendar month to the start of a window. */
  readonly #shift: number;

  constructor(count: number, begin: number) {
    this.#count = count;
    this.#first = monthOf(begin);
    this.#shift = begin - startOfMonth(this.#first);
  }
  number(reading: number): number {
    return Math.floor((monthOf(reading - this.#shift) - this.#first) / this.#count);
  }
  at(number: number): number {
    return startOfMonth(number * this.#count + this.#first) + this.#shift;
  }
}

/** Months since 1970-01. */
const monthOf = (reading: number): number => {
  const date = new Date(reading);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

const startOfMonth = (month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
  return date.getTime();
};
