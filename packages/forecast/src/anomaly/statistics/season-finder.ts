/** Indices of the cells before the values. */
const rowsSeen = 0;
const first = 1;

const capacity = 256;
const shortest = 4;
// The least correlation of rows one period apart, and how much it must exceed that at shorter distances.
const leastCorrelation = 0.3;
const leastRise = 0.3;
// A multiple of a period correlates about as well as the period itself.
const nearlyBest = 0.85;

// Shared by all finders, which use them one after the other, each within one call of `find`.
const centred = new Float64Array(capacity);
const correlations = new Float64Array(Math.floor(capacity / 3) + 2);

/**
 * Looks for a season of any length in the latest 256 rows, by autocorrelation (G. Box, G. Jenkins, 1970). The period is
 * the shortest lag, from 4 to a third of the rows, at which the correlation is about as high as at any lag, and clearly
 * higher than at some shorter lag. The last condition distinguishes a season from a slow random walk.
 */
export class SeasonFinder {
  /** The whole state: how many rows were added, and the latest 256. */
  readonly cells: Float64Array = new Float64Array(first + capacity);

  /** Adds a value. Returns true when it is time to call `find`: after 64 and 128 rows, then every 256 rows. */
  add(value: number): boolean {
    const cells = this.cells;
    const count = cells[rowsSeen]!;
    cells[first + (count % capacity)] = value;
    cells[rowsSeen] = count + 1;
    return (count + 1) % capacity === 0 || count + 1 === 64 || count + 1 === 128;
  }

  /** How many of the latest values are stored. */
  get size(): number {
    return Math.min(this.cells[rowsSeen]!, capacity);
  }

  /** One of the latest values; 0 is the oldest. */
  at(index: number): number {
    return this.cells[first + ((this.cells[rowsSeen]! - this.size + index) % capacity)]!;
  }

  /** The period in rows, or 0 if there is none. */
  find(): number {
    const { size } = this;
    const power = this.#centre(size);
    if (!(power > 0)) return 0;
    const longest = Math.floor(size / 3);
    for (let lag = 1; lag <= longest + 1; lag += 1) {
      let sum = 0;
      for (let i = lag; i < size; i += 1) sum += centred[i]! * centred[i - lag]!;
      correlations[lag] = (sum / power) * (size / (size - lag));
    }
    let best = 0;
    let shortestBest = 0;
    let lowest = correlations[1]!;
    for (let lag = shortest; lag <= longest; lag += 1) {
      const here = correlations[lag]!;
      lowest = Math.min(lowest, correlations[lag - 1]!);
      const isPeak = here >= correlations[lag - 1]! && here >= correlations[lag + 1]!;
      if (!isPeak || here < leastCorrelation || here - lowest < leastRise) continue;
      if (nearlyBest * here > best) shortestBest = lag;
      best = Math.max(best, here);
    }
    return shortestBest;
  }

  /** Fills `centred` with the distances from the mean, oldest first. Returns the sum of their squares. */
  #centre(size: number): number {
    let sum = 0;
    for (let i = 0; i < size; i += 1) sum += this.at(i) / size;
    let power = 0;
    for (let i = 0; i < size; i += 1) {
      centred[i] = this.at(i) - sum;
      power += centred[i]! * centred[i]!;
    }
    return power;
  }
}
