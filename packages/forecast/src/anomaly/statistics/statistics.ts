import { Demands } from './demands.ts';
import { Expectation, mostTables } from './expectation.ts';
import { LatestValues } from './latest-values.ts';
import type { SeasonTable } from './season-table.ts';
import { Seasons } from './seasons.ts';
import { statistic, statisticCount } from './statistic.ts';
import { Tails } from './tails.ts';

// The weight of the score in each tail: upper and lower tail of each statistic in turn. The value weighs less, because
// a series that drifts leaves its range more often than its errors do. A larger spread weighs less than a smaller one,
// because the errors show it too.
const weights = Float64Array.of(0.9, 0.9, 1, 1, 0.7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

// An error weighs slightly more than other statistics, because a single row shows in nothing else. In a random walk
// such as prices it weighs less, because the steps have heavy tails. The drift is 1 in a walk and 0 if an error leaves
// no trace in later rows.
const errorGain = 1.15;
const errorDrift = 0.4;
// In a volatile phase, a walk moves farther than ever before. Then its steps are anomalous, not its levels, so levels
// weigh less.
const unrestPower = 0.6;
// The largest rounding error of a sum or difference of values, as a share of the values.
const rounding = 1e-12;
/** An error below this share of the usual error is never anomalous, even if such an error has not occurred before. */
export const leastError = 0.05;
// The score of a value far beyond a tail of width 0 is limited to this.
const mostScore = 12;

/**
 * The statistics of a series, row by row: the value, the mean and standard deviation of the latest rows, the forecast
 * error in units of the usual error, the mean of these errors, and the mean distance from each season. The score of a
 * row is the highest score of a statistic in its tails. Nothing is allocated for a row, except when a season is found.
 */
export class Statistics {
  readonly #window: number;
  readonly #sides: 'both' | 'high' | 'low';
  readonly values: LatestValues;
  readonly errors: LatestValues;
  /** The latest distances from each season, by its index; `null` for an index without a season. */
  readonly distances: (LatestValues | null)[] = Array.from({ length: mostTables }, () => null);
  readonly tails = new Tails(2 * statisticCount);
  readonly expectation = new Expectation();
  readonly demands = new Demands();
  readonly seasons: Seasons;
  #levelWeight = 1;
  #errorWeight = 1;
  /** How many rows came, and the time of the latest. */
  rows = 0;
  time = Number.NaN;

  /**
   * For the latest row: the highest score, the surprise that it comes from, its statistic, and whether it is in the
   * upper tail.
   */
  score = 0;
  surprise = 0;
  winner = 0;
  isHigh = true;
  /** The value that was expected of the latest row, and the usual error before it. */
  expected = Number.NaN;
  scale = Number.NaN;

  constructor(window: number, withSeasons: boolean, sides: 'both' | 'high' | 'low') {
    this.#window = window;
    this.#sides = sides;
    this.values = new LatestValues(window);
    this.errors = new LatestValues(window);
    this.seasons = new Seasons(withSeasons);
  }

  /** Computes the expected value of the next row, and the usual error. `add` or `skip` must follow. */
  expect(time: number): void {
    this.seasons.find(time, this.rows);
    this.expected = this.expectation.of(this.seasons.tables);
    this.scale = this.expectation.scale;
    const { leader, persistence, unrest } = this.expectation;
    this.#levelWeight = unrest ** (-unrestPower * persistence * persistence);
    this.#errorWeight = errorGain - errorDrift * persistence * persistence;
    if (leader >= 0 && this.expectation.leadsFirst(leader)) this.#forgetErrors();
  }

  /** The divisor of an error's score, for the row of the last `expect`. */
  get errorDemand(): number {
    return this.demands.of(statistic.error) / this.#errorWeight;
  }

  /** The latest distances from the season that leads the forecast; `null` if none leads. */
  get leadingDistances(): LatestValues | null {
    return this.distances[this.expectation.leader] ?? null;
  }

  /** Judges the row of the last `expect`, and learns from it. */
  add(time: number, value: number): void {
    this.score = 0;
    this.surprise = 0;
    const error = this.expectation.standardised(value - this.expected);
    this.expectation.learn(value, this.expected);
    const noise = rounding * Math.abs(value);
    const standardNoise = Math.max(leastError, noise / this.scale);
    this.#judge(statistic.value, value, noise);
    if (!Number.isNaN(error)) {
      this.#judge(statistic.error, error, standardNoise);
      this.errors.push(error);
    }
    this.values.push(value);
    if (this.values.isFull) {
      const mean = this.values.mean();
      this.#judge(statistic.mean, mean, noise);
      this.#judge(statistic.deviation, this.values.deviation(mean), noise);
    }
    if (!Number.isNaN(error) && this.errors.isFull) {
      this.#judge(statistic.meanError, this.errors.mean(), standardNoise);
    }
    for (let i = 0; i < mostTables; i += 1) this.#judgeSeason(i, value, noise);
    this.#dropSeasons();
    const places = this.seasons.learn(this.rows, time - this.time, value);
    if (places !== 0) this.#placeSeasons(places);
    this.time = time;
    this.rows += 1;
  }

  /** Skips the row of the last `expect`: only its time counts. */
  skip(time: number): void {
    this.score = 0;
    this.surprise = 0;
    this.time = time;
    this.rows += 1;
  }

  /** Adds a season, by whose distances rows are then judged. */
  place(place: number, table: SeasonTable): void {
    this.seasons.tables[place] = table;
    this.distances[place] = new LatestValues(this.#window);
  }

  #judge(which: number, value: number, noise: number): void {
    const { tails } = this;
    const demand = this.demands.of(which) / this.#weightOf(which);
    const side = which === statistic.deviation && this.#sides !== 'both' ? 'none' : this.#sides;
    const high = Math.min(mostScore, (tails.judge(2 * which, value, noise) * weights[2 * which]!) / demand);
    if (high > this.score && (side === 'both' || side === 'high')) {
      this.score = high;
      this.surprise = tails.surprise;
      this.winner = which;
      this.isHigh = true;
    }
    const low = Math.min(mostScore, (tails.judge(2 * which + 1, -value, noise) * weights[2 * which + 1]!) / demand);
    if (low > this.score && (side === 'both' || side === 'low')) {
      this.score = low;
      this.surprise = tails.surprise;
      this.winner = which;
      this.isHigh = false;
    }
  }

  #weightOf(which: number): number {
    if (which === statistic.error) return this.#errorWeight;
    return which === statistic.meanError ? 1 : this.#levelWeight;
  }

  #judgeSeason(place: number, value: number, noise: number): void {
    const table = this.seasons.tables[place];
    const distances = this.distances[place];
    if (!table || !distances) return;
    if (!Number.isNaN(table.found)) distances.push(value - table.found);
    else if (table.isComplete) distances.push(0);
    if (distances.isFull) this.#judge(statistic.season + place, distances.mean(), noise);
  }

  // A table that does not improve the forecast is dropped, because tables take most of the memory.
  #dropSeasons(): void {
    for (let i = 0; i < mostTables; i += 1) {
      const table = this.seasons.tables[i];
      if (!table?.isComplete || table.proves(this.expectation.isUseful(i))) continue;
      this.seasons.tables[i] = null;
      this.distances[i] = null;
      this.expectation.forget(i);
    }
  }

  #placeSeasons(places: number): void {
    for (let i = 0; i < mostTables; i += 1) {
      if ((places & (1 << i)) === 0) continue;
      this.place(i, this.seasons.tables[i]!);
      this.expectation.forget(i);
    }
  }

  // When a season is first used, errors become smaller. Compared with the larger errors before, unusual errors would
  // seem normal.
  #forgetErrors(): void {
    for (const which of [statistic.error, statistic.meanError]) {
      this.tails.forget(2 * which);
      this.tails.forget(2 * which + 1);
    }
  }
}
