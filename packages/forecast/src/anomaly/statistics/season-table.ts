/** Indices of the cells before the slots. */
const seen = 0;
const offset = 1;
const useful = 2;
const first = 3;

// After the first cycles, the newest cycle has a weight of one fifth, so a table follows a changing season within about
// five cycles.
const slotGain = 0.2;
const offsetGain = 0.05;
const trialCycles = 3;
const trialRows = 2000;
const usefulCycles = 4;
const leastUse = 0.1;

/**
 * The usual value at each place of a cycle: for every slot an exponentially weighted mean over the cycles. Also the
 * mean distance of the latest rows from the table, the offset.
 */
export class SeasonTable {
  readonly slots: number;
  /** In milliseconds; 0 if the cycle is counted in rows. */
  readonly cycle: number;
  /** The whole state: rows seen, offset, share of useful rows, and the slots, `NaN` for a slot without a row. */
  readonly cells: Float64Array;
  /** The table's value for the row of the last `find`; `NaN` if its slot has no row yet. */
  found = Number.NaN;
  #slot = 0;

  constructor(slots: number, cycle: number) {
    this.slots = slots;
    this.cycle = cycle;
    this.cells = new Float64Array(first + slots).fill(Number.NaN, first);
  }

  /** Whether a whole cycle was seen, so that the table can be used to forecast. */
  get isComplete(): boolean {
    return this.cells[seen]! >= this.slots;
  }

  /**
   * Records whether the table is useful at this row.
   *
   * @returns False at the end of a cycle if the table was rarely useful in about the latest four cycles, but not before
   * 3 cycles and 2,000 rows.
   */
  proves(isUseful: boolean): boolean {
    const { cells } = this;
    const rows = cells[seen]!;
    cells[useful] = cells[useful]! + ((isUseful ? 1 : 0) - cells[useful]!) / (usefulCycles * this.slots);
    if (rows % this.slots !== 0 || rows < trialCycles * this.slots || rows < trialRows) return true;
    return cells[useful]! >= leastUse;
  }

  /** The mean distance of the latest rows from the table. */
  get offset(): number {
    return this.cells[offset]!;
  }

  /** Looks up the slot of a row. */
  find(time: number, row: number): void {
    this.#slot = this.#slotOf(time, row);
    this.found = this.cells[first + this.#slot]!;
  }

  /** The table's value for another row. */
  at(time: number, row: number): number {
    return this.cells[first + this.#slotOf(time, row)]!;
  }

  /** Learns from the value of the row of the last `find`. */
  learn(value: number): void {
    const cells = this.cells;
    cells[seen] = cells[seen]! + 1;
    const at = first + this.#slot;
    const known = cells[at]!;
    if (Number.isNaN(known)) {
      cells[at] = value;
      return;
    }
    const cycles = Math.ceil(cells[seen] / this.slots);
    cells[offset] = cells[offset]! + offsetGain * (value - known - cells[offset]!);
    cells[at] = known + Math.max(slotGain, 1 / (1 + cycles)) * (value - known);
  }

  #slotOf(time: number, row: number): number {
    if (this.cycle === 0) return row % this.slots;
    const within = ((time % this.cycle) + this.cycle) % this.cycle;
    return Math.min(this.slots - 1, Math.floor((within / this.cycle) * this.slots));
  }
}
