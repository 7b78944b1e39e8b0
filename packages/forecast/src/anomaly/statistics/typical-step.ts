/** How many steps are used. */
const most = 16;
const count = most;

/** The typical time between rows: the median of the first 16 steps that are above 0. */
export class TypicalStep {
  /** The whole state: the steps so far, then their number. */
  readonly cells: Float64Array = new Float64Array(most + 1);

  /** In milliseconds; `NaN` until it is known. */
  get step(): number {
    return this.cells[count] === most ? this.cells[most >> 1]! : Number.NaN;
  }

  /** Adds a step. Returns true when this step makes the typical step known. */
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
