import type { SeasonTable } from './season-table.ts';

/** The seasons by their index; `null` for an index without a season. */
export type Tables = readonly (SeasonTable | null)[];

/** Indices of the cells before the losses. */
const rows = 0;
const last = 1;
const fast = 2;
const slow = 3;
const scaleCell = 4;
const longScale = 5;
const firstLoss = 6;
const firstCount = 15;

const fastGain = 0.3;
const slowGain = 0.03;
/** The maximum number of seasons: a daily one, a weekly one, and one that is found in the rows. */
export const mostTables = 3;
const firstLed = 24;
const levels = 3;
const slowPlace = 2;
const mostExperts = firstCount - firstLoss;
const scaleGain = 0.02;
const longScaleGain = 0.002;
const lossGain = 0.01;
// The gain of the offset that each season table keeps.
const offsetGain = 0.05;
// Errors are limited to this many mean absolute errors.
const mostErrors = 8;
const gains = Float64Array.of(1, fastGain, slowGain, 0, offsetGain, 0, offsetGain, 0, offsetGain);
// How many rows a season is tried on before it may count.
const seasonTrial = 24;
const standardWarmUp = 30;
const standardOfConstant = 10;
const mostStandard = 1e9;

// The forecast of each component for the current row, between `of` and `learn`. Shared by all detectors, which use it
// one after the other.
const expectations = new Float64Array(mostExperts);

/**
 * The expected value of the next row: a weighted mean of simple forecasts, whose weights follow their recent errors.
 *
 * The components are the last value, two exponentially weighted levels, and each season's table, without and with its
 * latest offset. The weight of a component is the sixth power of the smallest root mean squared error divided by its
 * own, over about the latest 100 rows, in the manner of J. Bates and C. Granger, "The Combination of Forecasts", 1969.
 * Squared errors are bounded, so that a single anomalous row does not change the weights much.
 */
export class Expectation {
  /** All numbers that the object remembers, in one array. A saved detector has a copy of it. */
  readonly cells: Float64Array = new Float64Array(firstLed + mostTables);
  /**
   * The index of the season with the smallest recent error, if it is smaller than the errors of the levels; else -1.
   */
  leader = -1;

  /** The recent mean absolute error, in the unit of the series; `NaN` before there is one. */
  get scale(): number {
    return this.cells[rows]! > 1 ? this.cells[scaleCell]! : Number.NaN;
  }

  /** The expected value of the row that the tables last looked up; `NaN` before the first row. */
  of(tables: Tables): number {
    const expected = expectations.fill(Number.NaN);
    if (this.cells[rows] === 0) return Number.NaN;
    this.#levels(expected);
    for (let i = 0; i < tables.length; i += 1) {
      const table = tables[i];
      if (!table?.isComplete) continue;
      expected[levels + 2 * i] = table.found;
      expected[levels + 2 * i + 1] = table.found + table.offset;
    }
    return this.#weighted(expected);
  }

  /** The expected value of a later row. */
  ahead(tables: Tables, time: number, row: number): number {
    const expected = new Float64Array(mostExperts).fill(Number.NaN);
    this.#levels(expected);
    for (const [i, table] of tables.entries()) {
      if (!table?.isComplete) continue;
      const value = table.at(time, row);
      expected.set([value, value + table.offset], levels + 2 * i);
    }
    return this.#weighted(expected);
  }

  /**
   * The share of an error that persists in the expectation: 1 if it is the last value, 0 if it is a season only. The
   * variance `h` steps ahead is the variance of one step times `1 + (h - 1) x^2` for this share x (R. Hyndman et al.,
   * 2008, for exponential smoothing).
   */
  persistence = 1;

  /**
   * Whether a season's recent errors are smaller than the errors of the slow level. Only then may the season be real.
   */
  isUseful(table: number): boolean {
    const { cells } = this;
    const own = firstLoss + levels + 2 * table;
    return Math.min(cells[own]!, cells[own + 1]!) < cells[firstLoss + slowPlace]!;
  }

  /** The recent mean absolute error, divided by the mean absolute error of about the latest 500 rows; at least 1. */
  get unrest(): number {
    const now = this.cells[scaleCell]!;
    const usual = this.cells[longScale]!;
    return now > usual && usual > 0 ? now / usual : 1;
  }

  /** Whether enough rows are known to measure errors in units of their usual size. */
  get isStandard(): boolean {
    return this.cells[rows]! >= standardWarmUp;
  }

  /** The error in units of the mean absolute error; `NaN` in the first 30 rows. */
  standardised(error: number): number {
    if (!this.isStandard) return Number.NaN;
    const scale = this.cells[scaleCell]!;
    if (!(scale > 0)) return Math.sign(error) * standardOfConstant;
    return Math.max(-mostStandard, Math.min(mostStandard, error / scale));
  }

  /** Learns from the row that `of` was called for: its value, and what `of` returned. */
  learn(value: number, expected: number): void {
    const { cells } = this;
    const count = cells[rows]!;
    if (count === 0) {
      cells[last] = value;
      cells[fast] = value;
      cells[slow] = value;
    } else {
      this.#learnErrors(value, Math.abs(value - expected), count);
      cells[last] = value;
      cells[fast] = cells[fast]! + fastGain * (value - cells[fast]!);
      cells[slow] = cells[slow]! + Math.max(slowGain, 1 / (count + 1)) * (value - cells[slow]!);
    }
    cells[rows] = count + 1;
  }

  /** Whether a season leads for the first time. Only the first call returns true. */
  leadsFirst(table: number): boolean {
    const isFirst = this.cells[firstLed + table] === 0;
    this.cells[firstLed + table] = 1;
    return isFirst;
  }

  /** Forgets the errors of the season with this index, because another season takes its place. */
  forget(table: number): void {
    const expert = levels + 2 * table;
    this.cells.fill(0, firstCount + expert, firstCount + expert + 2);
  }

  #levels(expected: Float64Array): void {
    expected[0] = this.cells[last]!;
    expected[1] = this.cells[fast]!;
    expected[2] = this.cells[slow]!;
  }

  #learnErrors(value: number, error: number, count: number): void {
    const { cells } = this;
    const before = cells[scaleCell]!;
    const bounded = before > 0 ? Math.min(error, mostErrors * before) : error;
    const scale = count === 1 ? error : before + Math.max(scaleGain, 1 / count) * (bounded - before);
    cells[scaleCell] = scale;
    cells[longScale] = cells[longScale]! + Math.max(longScaleGain, 1 / count) * (scale - cells[longScale]!);
    const most = scale > 0 ? (mostErrors * scale) ** 2 : Number.POSITIVE_INFINITY;
    for (let i = 0; i < mostExperts; i += 1) {
      const away = value - expectations[i]!;
      if (Number.isNaN(away)) continue;
      const seen = cells[firstCount + i]! + 1;
      cells[firstCount + i] = seen;
      const loss = cells[firstLoss + i]!;
      cells[firstLoss + i] = loss + Math.max(lossGain, 1 / seen) * (Math.min(most, away * away) - loss);
    }
  }

  #weighted(values: Float64Array): number {
    const { cells } = this;
    let least = Number.POSITIVE_INFINITY;
    let leader = -1;
    for (let i = 0; i < mostExperts; i += 1) {
      if (!this.#counts(i) || Number.isNaN(values[i]!)) continue;
      const loss = cells[firstLoss + i]!;
      if (loss < least) {
        least = loss;
        leader = i;
      }
    }
    this.leader = leader < levels ? -1 : (leader - levels) >> 1;
    let sum = 0;
    let gain = 0;
    let weights = 0;
    for (let i = 0; i < mostExperts; i += 1) {
      if (!this.#counts(i) || Number.isNaN(values[i]!)) continue;
      const loss = cells[firstLoss + i]!;
      const ratio = loss > 0 ? least / loss : 1;
      const third = ratio * ratio * ratio;
      const weight = third * third;
      weights += weight;
      sum += weight * values[i]!;
      gain += weight * gains[i]!;
    }
    if (weights > 0) this.persistence = gain / weights;
    return weights > 0 ? sum / weights : values[0]!;
  }

  #counts(expert: number): boolean {
    return this.cells[firstCount + expert]! >= (expert < levels ? 1 : seasonTrial);
  }
}
