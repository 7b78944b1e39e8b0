/** How the values of a field in one bucket are combined. */
export type BucketAggregate = 'avg' | 'min' | 'max' | 'sum' | 'first' | 'last';

/** A field to read, and how its values are combined if rows are grouped into buckets. */
export interface Column {
  readonly field: string;
  readonly aggregate: BucketAggregate;
  /** The value for documents without the field. If it is not set, these documents are left out. */
  readonly missing?: number;
}

/** Combines the values of one bucket. They may come in any order. */
export class Fold {
  readonly #aggregate: BucketAggregate;
  #count = 0;
  #time = NaN;
  #value = NaN;
  /** The rounding error of the sum so far, by Neumaier's method. */
  #lost = 0;

  constructor(aggregate: BucketAggregate) {
    this.#aggregate = aggregate;
  }

  add(time: number, value: number): void {
    this.#count += 1;
    if (this.#count === 1) {
      this.#time = time;
      this.#value = value;
      return;
    }
    switch (this.#aggregate) {
      case 'min':
        this.#value = Math.min(this.#value, value);
        return;
      case 'max':
        this.#value = Math.max(this.#value, value);
        return;
      case 'first':
        if (time < this.#time) this.#replace(time, value);
        return;
      case 'last':
        if (time >= this.#time) this.#replace(time, value);
        return;
      default: {
        const sum = this.#value + value;
        this.#lost += Math.abs(this.#value) >= Math.abs(value) ? this.#value - sum + value : value - sum + this.#value;
        this.#value = sum;
      }
    }
  }

  get result(): number {
    if (this.#aggregate === 'sum') return this.#value + this.#lost;
    return this.#aggregate === 'avg' ? (this.#value + this.#lost) / this.#count : this.#value;
  }

  #replace(time: number, value: number): void {
    this.#time = time;
    this.#value = value;
  }
}
