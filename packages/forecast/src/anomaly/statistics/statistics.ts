import { Demands } from './demands.ts';
import { Expectation, mostTables } from './expectation.ts';
import { LatestValues } from './latest-values.ts';
import type { SeasonTable } from './season-table.ts';
import { Seasons } from './seasons.ts';
import { statistic, statisticCount } from './statistic.ts';
import { Tails } from './tails.ts';

// Weights of the scores by tail, upper and lower of each statistic in turn. A series that drifts leaves its range more
// often than it errs, and a spread that grew is seen in the errors too; one that vanished is not.
const weights = Float64Array.of(0.9, 0.9, 1, 1, 0.7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

// An error counts a little more than the others, for one row is all there is of it, but less in a walk such as prices,
// whose steps have heavy tails; the drift is 1 in a walk and 0 where an error leaves nothing behind.
const errorGain = 1.15;
const errorDrift = 0.4;
// A walk in unrest moves farther than ever before, and it is its steps that are odd then, not where it comes to.
const unrestPower = 0.6;
// Of the values, what sums and differences of them may be off by rounding.
const rounding = 1e-12;
/** In units of the usual error: smaller ones are of no interest, even where they are new. */
export const leastError = 0.05;
// What leaves a tail of no width is not infinitely odd.
const mostScore = 12;

/**
 * The statistics of a series, row by row: the value, the mean and the deviation of the latest rows, the error of the
 * expectation in units of the usual error, its mean, and the mean distance from each season. The score of a row is the
 * highest that one of them has in its tails. Nothing is allocated for a row, except when a season is found.
 */
export class Statistics {
  readonly #window: number;
  readonly #sides: 'both' | 'high' | 'low';
  readonly values: LatestValues;
  readonly errors: LatestValues;
  /** Distances from the season of each place; `null` where there is none. */
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

  /** Of the latest row: the highest score, the surprise behind it, whose it is, and whether it is in the upper tail. */
  score = 0;
  surprise = 0;
  winner = 0;
  isHigh = true;
  /** What the latest row was expected to be, and the usual error before it. */
  expected = Number.NaN;
  scale = Number.NaN;

  constructor(window: number, withSeasons: boolean, sides: 'both' | 'high' | 'low') {
    this.#window = window;
    this.#sides = sides;
    this.values = new LatestValues(window);
    this.errors = new LatestValues(window);
    this.seasons = new Seasons(withSeasons);
  }

  /** What the next row is expected to be, and the usual error; `add` or `skip` has to follow. */
  expect(time: number): void {
    this.seasons.find(time, this.rows);
    this.expected = this.expectation.of(this.seasons.tables);
    this.scale = this.expectation.scale;
    const { leader, persistence, unrest } = this.expectation;
    this.#levelWeight = unrest ** (-unrestPower * persistence * persistence);
    this.#errorWeight = errorGain - errorDrift * persistence * persistence;
    if (leader >= 0 && this.expectation.leadsFirst(leader)) this.#forgetErrors();
  }

  /** By what the score of an error is divided, in the row that `expect` was asked for. */
  get errorDemand(): number {
    return this.demands.of(statistic.error) / this.#errorWeight;
  }

  /** The latest distances from the season that is what is expected; `null` where no season is. */
  get leadingDistances(): LatestValues | null {
    return this.distances[this.expectation.leader] ?? null;
  }

  /** Judges the row that `expect` was asked for, and learns from it. */
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

  /** Leaves the row out that `expect` was asked for, but for its place in time. */
  skip(time: number): void {
    this.score = 0;
    this.surprise = 0;
    this.time = time;
    this.rows += 1;
  }

  /** Starts to judge by the season of a place. */
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

  // A table of no use is let go, as most of the memory is in the tables.
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

  // Errors are others once a season is known: what they were before says nothing of them.
  #forgetErrors(): void {
    for (const which of [statistic.error, statistic.meanError]) {
      this.tails.forget(2 * which);
      this.tails.forget(2 * which + 1);
    }
  }
}
