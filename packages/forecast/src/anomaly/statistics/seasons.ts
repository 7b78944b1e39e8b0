import { mostTables } from './expectation.ts';
import { SeasonFinder } from './season-finder.ts';
import { SeasonTable } from './season-table.ts';
import { TypicalStep } from './typical-step.ts';

const day = 86_400_000;
const week = 7 * day;
/** The maximum number of rows of a cycle: a week of five-minute rows. */
export const mostSlots = 2016;
const fewestSlots = 2;

/** The index of the season found in the rows. It comes after the indices of day and week. */
const foundPlace = mostTables - 1;

/** The seasons of a series: a day and a week by the clock, once the step is known, and one found in the rows. */
export class Seasons {
  readonly step = new TypicalStep();
  readonly finder: SeasonFinder | null;
  /** By index; `null` for an index without a season. */
  readonly tables: (SeasonTable | null)[] = Array.from({ length: mostTables }, () => null);

  constructor(isWanted: boolean) {
    this.finder = isWanted ? new SeasonFinder() : null;
  }

  /** Looks up a row in all tables. */
  find(time: number, row: number): void {
    for (let i = 0; i < mostTables; i += 1) this.tables[i]?.find(time, row);
  }

  /**
   * Learns from a row: its value, and its distance in time from the row before.
   *
   * @returns The indices of new tables as bits; 0 for none.
   */
  learn(row: number, sinceLast: number, value: number): number {
    for (let i = 0; i < mostTables; i += 1) this.tables[i]?.learn(value);
    const isStepKnown = this.step.add(sinceLast);
    if (!this.finder) return 0;
    const byClock = isStepKnown ? this.#placeClock() : 0;
    return this.finder.add(value) ? byClock | this.#placeFound(row) : byClock;
  }

  #placeClock(): number {
    let places = 0;
    for (const [place, cycle] of [day, week].entries()) {
      const slots = Math.round(cycle / this.step.step);
      if (slots < fewestSlots || slots > mostSlots) continue;
      this.tables[place] = new SeasonTable(slots, cycle);
      places |= 1 << place;
    }
    return places;
  }

  #placeFound(row: number): number {
    const period = this.finder!.find();
    if (period === 0 || this.tables.some((table) => table?.slots === period)) return 0;
    const table = new SeasonTable(period, 0);
    const { size } = this.finder!;
    for (let i = 0; i < size; i += 1) {
      table.find(0, row + 1 - size + i);
      table.learn(this.finder!.at(i));
    }
    this.tables[foundPlace] = table;
    return 1 << foundPlace;
  }
}
