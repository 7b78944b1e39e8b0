/** Cells before the slots. */
const seen = 0;
const offset = 1;
const useful = 2;
const first = 3;

// The newest of many cycles counts a fifth: a table follows a changing season within some five cycles.
const slotGain = 0.2;
const offsetGain = 0.05;
const trialCycles = 3;
const trialRows = 2000;
const usefulCycles = 4;
const leastUse = 0.1;

/**
 * What a series is at each place of a cycle: an average for every slot, exponentially weighted over the cycles, and how
 * far the latest rows are off all of it.
 */
export class SeasonTable {
  readonly slots: number;
  /** Milliseconds; 0 where the cycle is counted in rows. */
  readonly cycle: number;
  /** All that it remembers: rows seen, offset, share of useful rows, and the slots, `NaN` for one without a row. */
  readonly cells: Float64Array;
  /** What the table has for the row that `find` was asked for; `NaN` where its slot never had one. */
  found = Number.NaN;
  #slot = 0;

  constructor(slots: number, cycle: number) {
    this.slots = slots;
    this.cycle = cycle;
    this.cells = new Float64Array(first + slots).fill(Number.NaN, first);
  }

  /** Whether a whole cycle was seen, so that the table may be used to expect values. */
  get isComplete(): boolean {
    return this.cells[seen]! >= this.slots;
  }

  /**
   * Takes in whether the table is of use at this row.
   *
   * @returns False where a cycle ends and it hardly ever was in the latest four or so, after 3 cycles and 2,000 rows.
   */
  proves(isUseful: boolean): boolean {
    const { cells } = this;
    const rows = cells[seen]!;
    cells[useful] = cells[useful]! + ((isUseful ? 1 : 0) - cells[useful]!) / (usefulCycles * this.slots);
    if (rows % this.slots !== 0 || rows < trialCycles * this.slots || rows < trialRows) return true;
    return cells[useful]! >= leastUse;
  }

  /** How far the latest rows are off the table. */
  get offset(): number {
    return this.cells[offset]!;
  }

  /** Looks a row up. */
  find(time: number, row: number): void {
    this.#slot = this.#slotOf(time, row);
    this.found = this.cells[first + this.#slot]!;
  }

  /** What the table has for another row. */
  at(time: number, row: number): number {
    return this.cells[first + this.#slotOf(time, row)]!;
  }

  /** Takes in the value of the row that `find` was asked for. */
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
