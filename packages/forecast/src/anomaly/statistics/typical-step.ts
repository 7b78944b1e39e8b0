/** Steps that are looked at. */
const most = 16;
const count = most;

/** The typical time between rows: the median of the first 16 steps that go forward. */
export class TypicalStep {
  /** All that it remembers: the steps so far, then how many they are. */
  readonly cells: Float64Array = new Float64Array(most + 1);

  /** Milliseconds; `NaN` until it is known. */
  get step(): number {
    return this.cells[count] === most ? this.cells[most >> 1]! : Number.NaN;
  }

  /** Takes a step in; true when the typical step is known from this one on. */
  add(step: number): boolean {
    const cells = this.cells;
    if (!(step > 0) || cells[count] === most) return false;
    cells[cells[count]!] = step;
    cells[count] = cells[count]! + 1;
    if (cells[count] < most) return false;
    cells.subarray(0, most).sort();
    return true;
  }
}
