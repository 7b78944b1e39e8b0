/**
 * The latest numbers of a series, at most `capacity`, kept in order of size as well.
 *
 * A push is two binary searches and one move of memory within the window; a median is a look, and a median deviation
 * two binary searches. Nothing is allocated after the start.
 */
export class SortedWindow {
  readonly capacity: number;
  /** As they came, beginning at `#oldest`. */
  readonly #ring: Float64Array;
  /** By size; the first `size` count. */
  readonly #sorted: Float64Array;
  #oldest = 0;
  #size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#ring = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a finite number in, and lets the oldest go when full. */
  push(value: number): void {
    const sorted = this.#sorted;
    const to = this.#rank(value);
    if (this.#size < this.capacity) {
      sorted.copyWithin(to + 1, to, this.#size);
      sorted[to] = value;
      this.#ring[(this.#oldest + this.#size) % this.capacity] = value;
      this.#size += 1;
      return;
    }
    const from = this.#rank(this.#ring[this.#oldest]!);
    if (from < to) {
      sorted.copyWithin(from, from + 1, to);
      sorted[to - 1] = value;
    } else {
      sorted.copyWithin(to + 1, to, from);
      sorted[to] = value;
    }
    this.#ring[this.#oldest] = value;
    this.#oldest = (this.#oldest + 1) % this.capacity;
  }

  /** The middle value, or the mean of the two middle ones; `NaN` when empty. */
  median(): number {
    const [sorted, size] = [this.#sorted, this.#size];
    if (size === 0) return Number.NaN;
    const upper = sorted[size >> 1]!;
    // Halves, since a sum could leave the range of numbers.
    return size % 2 === 1 ? upper : sorted[(size >> 1) - 1]! / 2 + upper / 2;
  }

  /** The median of the values' distances from `center`; `NaN` when empty. */
  medianDeviation(center: number): number {
    const size = this.#size;
    if (size === 0) return Number.NaN;
    const upper = this.#deviation(center, size >> 1);
    return size % 2 === 1 ? upper : this.#deviation(center, (size >> 1) - 1) / 2 + upper / 2;
  }

  /** The mean of the values' distances from `center`; looks at each of them. */
  meanDeviation(center: number): number {
    let sum = 0;
    for (let i = 0; i < this.#size; i += 1) sum += Math.abs(this.#sorted[i]! - center);
    return sum / this.#size;
  }

  /** The values, oldest first. */
  toArray(): number[] {
    return Array.from({ length: this.#size }, (_, i) => this.#ring[(this.#oldest + i) % this.capacity]!);
  }

  /** How many values are smaller. */
  #rank(value: number): number {
    const sorted = this.#sorted;
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The distance of number `rank` from `center`, counted from 0: the `rank + 1` nearest values lie side by side. */
  #deviation(center: number, rank: number): number {
    const sorted = this.#sorted;
    let [low, high] = [0, this.#size - 1 - rank];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (center - sorted[middle]! > sorted[middle + rank + 1]! - center) low = middle + 1;
      else high = middle;
    }
    return Math.max(center - sorted[low]!, sorted[low + rank]! - center);
  }
}
