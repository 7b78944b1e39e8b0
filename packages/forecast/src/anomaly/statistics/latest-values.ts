/** Cells before the values. */
const size = 0;
const next = 1;
const first = 2;

/** The latest values of a statistic, with their mean and deviation. Sums are taken anew, so no error builds up. */
export class LatestValues {
  readonly capacity: number;
  /** All that it remembers: how many values, where the next one goes, and the values. */
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

  /** The value so many rows ago; 0 is the latest. */
  ago(rows: number): number {
    const at = this.cells[next]! - 1 - rows;
    return this.cells[first + (at < 0 ? at + this.capacity : at)]!;
  }

  /** The mean of a full window. */
  mean(): number {
    // Differences from one of the values, so that equal values have exactly their own mean.
    const { cells, capacity } = this;
    const origin = cells[first]!;
    let sum = 0;
    for (let i = first + 1; i < first + capacity; i += 1) sum += cells[i]! - origin;
    return origin + sum / capacity;
  }

  /** The standard deviation of a full window, around this mean of it. */
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
