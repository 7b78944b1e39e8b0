/** Indices of the cells of one tail. */
const rows = 0;
const threshold = 1;
const spread = 2;
const exceedances = 3;
const excess = 4;
const largest = 5;
const smallest = 6;
const cellsPerTail = 7;

/** The share of values beyond the threshold of a tail. */
const tailShare = 0.1;
/** How many values of a statistic come before the first one is judged. */
export const tailWarmUp = 100;

// Before this row the threshold still moves far, so the excesses over it are unreliable.
const settledAfter = 50;
// The weight of the newest value after many rows. The threshold remembers about 1,000 rows, the mean excess about 500
// values beyond it, and the range 10,000 rows.
const thresholdGain = 0.001;
const excessGain = 0.002;
const rangeDecay = 1e-4;
const spreadGain = 0.002;
// How far the threshold moves, in units of the spread. 3 is near the best rate for normal and exponential values.
const thresholdStep = 3;
const mostExcess = 10;
// A value within this share of the tail's reach is ordinary, however thin the tail.
const ordinaryShare = 0.5;
const historyWeight = 0.1;
// Tails with few values are uncertain, so their scores are lowered: by a quarter at 100 values, by 4 percent at 300.
const roughRows = 60;

/**
 * The upper tails of several statistics. Each tail is learnt from the values before the one that is judged.
 *
 * A tail has a threshold that a tenth of the values exceed, and the mean excess over it. The threshold is tracked by
 * stochastic approximation (H. Robbins, S. Monro, 1951). The excess is modelled as in the peaks-over-threshold method
 * with an exponential tail (J. Pickands, 1975; for streams A. Siffer et al., "Anomaly Detection in Streams with Extreme
 * Value Theory", 2017). The excess of a value divided by the mean excess is then the negative logarithm of its
 * probability, given that it exceeds the threshold.
 *
 * The score compares this ratio `e` with the history of the tail: `e / (1 + 0.1 h)`, where `h` is the range of all
 * values so far in units of the mean excess, about the largest `e` that the series has shown. A value in the inner half
 * of the tail's reach scores 0, and so does a value before enough others are known.
 */
export class Tails {
  /** The whole state of all tails. */
  readonly cells: Float64Array;
  /** The surprise of the last value that was judged: the negative natural logarithm of its probability. */
  surprise = 0;

  constructor(count: number) {
    this.cells = new Float64Array(count * cellsPerTail);
  }

  /** Whether enough values are known to judge one in this tail. */
  isReady(tail: number): boolean {
    return this.cells[tail * cellsPerTail + rows]! >= tailWarmUp;
  }

  /** Forgets all values of a tail. */
  forget(tail: number): void {
    this.cells.fill(0, tail * cellsPerTail, (tail + 1) * cellsPerTail);
  }

  /**
   * Returns the score of a value, at least 0, then learns from the value. It is infinite for a value beyond a tail of
   * width 0.
   *
   * @param noise - A value counts only if it exceeds the threshold by more than this; it is also the least width of a
   * tail.
   */
  judge(tail: number, value: number, noise: number): number {
    const cells = this.cells;
    const at = tail * cellsPerTail;
    const count = cells[at + rows]!;
    if (count === 0) {
      cells[at + threshold] = value;
      cells[at + largest] = value;
      cells[at + smallest] = value;
    }
    const limit = cells[at + threshold]!;
    const beyond = value - limit;
    const isBeyond = beyond > noise;
    let score = 0;
    this.surprise = 0;
    if (isBeyond && count >= tailWarmUp) {
      const width = cells[at + excess]!;
      this.surprise = beyond / width - Math.log(tailShare);
      if (beyond > ordinaryShare * (cells[at + largest]! - limit)) {
        const unit = width + historyWeight * (cells[at + largest]! - cells[at + smallest]!) + noise;
        score = beyond / unit / (1 + (roughRows / count) ** 2);
      }
    }
    this.#learn(at, value, isBeyond ? beyond : 0);
    return score;
  }

  /** The value whose score would be `score`. Bounds of a forecast are such values. */
  valueOf(tail: number, score: number, noise: number): number {
    const cells = this.cells;
    const at = tail * cellsPerTail;
    const range = cells[at + largest]! - cells[at + smallest]!;
    const limit = cells[at + threshold]!;
    const unit = cells[at + excess]! + historyWeight * range + noise;
    const roughness = 1 + (roughRows / cells[at + rows]!) ** 2;
    return limit + Math.max(score * unit * roughness, ordinaryShare * (cells[at + largest]! - limit));
  }

  /** The value that is exceeded with probability `share`, by the exponential tail; for shares of up to a tenth. */
  quantile(tail: number, share: number): number {
    const at = tail * cellsPerTail;
    return this.cells[at + threshold]! + this.cells[at + excess]! * Math.log(tailShare / share);
  }

  #learn(at: number, value: number, beyond: number): void {
    const cells = this.cells;
    const count = cells[at + rows]! + 1;
    cells[at + rows] = count;
    if (count === settledAfter) cells[at + exceedances] = Math.min(cells[at + exceedances]!, 3);
    if (beyond > 0) {
      const seen = cells[at + exceedances]! + 1;
      cells[at + exceedances] = seen;
      const width = cells[at + excess]!;
      const bounded = seen > 1 && width > 0 ? Math.min(beyond, mostExcess * width) : beyond;
      cells[at + excess] = width + Math.max(1 / seen, excessGain) * (bounded - width);
    }
    const newest = 1 / count;
    const limit = cells[at + threshold]!;
    const around = cells[at + spread]!;
    const away = Math.abs(value - limit);
    const isNear = around > 0 && count > settledAfter;
    cells[at + threshold] =
      limit + Math.max(thresholdGain, newest) * thresholdStep * around * ((beyond > 0 ? 1 : 0) - tailShare);
    cells[at + spread] =
      around + Math.max(spreadGain, newest) * ((isNear ? Math.min(away, 5 * around) : away) - around);
    const now = cells[at + threshold]!;
    cells[at + largest] = Math.max(value, cells[at + largest]! - rangeDecay * (cells[at + largest]! - now));
    cells[at + smallest] = Math.min(value, cells[at + smallest]! - rangeDecay * (cells[at + smallest]! - now));
  }
}
