/** Indices of the cells before the values. */
const size = 0;
const next = 1;
const first = 2;

/**
 * The latest values of a statistic, with their mean and standard deviation. Each call sums all values again, so
 * rounding errors do not accumulate.
 */
export class LatestValues {
  readonly capacity: number;
  /** The whole state: how many values there are, the index of the next one, and the values. */
  readonly cells: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.cells = new Float64Array(first + capacity);
  }

  get isFull(): boolean {
    return this.cells[size] === this.capacity;
  }

  push(value: number): void {
    const cells = this.cells;
    const at = cells[next]!;
    cells[first + at] = value;
    cells[next] = at + 1 === this.capacity ? 0 : at + 1;
    if (cells[size]! < this.capacity) cells[size] = cells[size]! + 1;
  }

  /** The value `rows` rows ago; 0 is the latest. */
  ago(rows: number): number {
    const at = this.cells[next]! - 1 - rows;
    return this.cells[first + (at < 0 ? at + this.capacity : at)]!;
  }

  /** The mean of a full window. */
  mean(): number {
    // Sums differences from one of the values, so that the mean of equal values is exact.
    const { cells, capacity } = this;
    const origin = cells[first]!;
    let sum = 0;
    for (let i = first + 1; i < first + capacity; i += 1) sum += cells[i]! - origin;
    return origin + sum / capacity;
  }

  /** The standard deviation of a full window around `mean`, its mean. */
  deviation(mean: number): number {
    const { cells, capacity } = this;
    let sum = 0;
    for (let i = first; i < first + capacity; i += 1) {
      const away = cells[i]! - mean;
      sum += away * away;
    }
    return Math.sqrt(sum / capacity);
  }
}
