/** Cells of one tail. */
const rows = 0;
const threshold = 1;
const spread = 2;
const exceedances = 3;
const excess = 4;
const largest = 5;
const smallest = 6;
const cellsPerTail = 7;

/** The share of values that lie beyond the threshold of a tail. */
const tailShare = 0.1;
/** Values of a statistic before the first one is judged. */
export const tailWarmUp = 100;

// Until then the threshold moves far, so that the excesses over it say little.
const settledAfter = 50;
// Weights of the newest value once there are many: the memory of the threshold is some 1,000 rows, that of the excess
// some 500 values beyond it, and that of the range 10,000 rows.
const thresholdGain = 0.001;
const excessGain = 0.002;
const rangeDecay = 1e-4;
const spreadGain = 0.002;
// How far the threshold moves in units of the spread; 3 is near the best rate for bell-shaped and exponential values.
const thresholdStep = 3;
const mostExcess = 10;
// Below it all that was seen of the tail counts as ordinary, however thin the tail.
const ordinaryShare = 0.5;
const historyWeight = 0.1;
// Tails of few values are rough: 100 of them lower a score by a quarter, 300 by 4 percent.
const roughRows = 60;

/**
 * The upper tails of several statistics, each learnt from the values before the one that is judged.
 *
 * A tail is a threshold that a tenth of the values exceed, followed by stochastic approximation (H. Robbins, S. Monro,
 * 1951), and the mean excess over it, as in the peaks-over-threshold method with an exponential tail (J. Pickands,
 * 1975; for streams A. Siffer et al., "Anomaly Detection in Streams with Extreme Value Theory", 2017). The surprise of
 * a value is then its excess over the mean excess, which is the negative logarithm of its probability given that it
 * exceeds the threshold.
 *
 * The score sets the surprise against the history of this tail: it is `surprise / (1 + 0.1 h)`, where `h` is the range
 * of all values so far in units of the mean excess, so the largest surprise that the series has shown. A value in the
 * inner half of the tail's reach scores 0, as does one for which there are too few others.
 */
export class Tails {
  /** All that the tails remember. */
  readonly cells: Float64Array;
  /** The surprise of the value that `judge` took last: the negative natural logarithm of its probability. */
  surprise = 0;

  constructor(count: number) {
    this.cells = new Float64Array(count * cellsPerTail);
  }

  /** Whether a value of this tail would be judged. */
  isReady(tail: number): boolean {
    return this.cells[tail * cellsPerTail + rows]! >= tailWarmUp;
  }

  /** Forgets all values of a tail. */
  forget(tail: number): void {
    this.cells.fill(0, tail * cellsPerTail, (tail + 1) * cellsPerTail);
  }

  /**
   * The score of a value, at least 0; infinite beyond a tail of no width. Then remembers the value.
   *
   * @param noise - By so much a value has to exceed the threshold to count at all, and a tail is no thinner than it.
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

  /** The value whose score would be `score`, with this noise: where a bound lies. */
  valueOf(tail: number, score: number, noise: number): number {
    const cells = this.cells;
    const at = tail * cellsPerTail;
    const range = cells[at + largest]! - cells[at + smallest]!;
    const limit = cells[at + threshold]!;
    const unit = cells[at + excess]! + historyWeight * range + noise;
    const roughness = 1 + (roughRows / cells[at + rows]!) ** 2;
    return limit + Math.max(score * unit * roughness, ordinaryShare * (cells[at + largest]! - limit));
  }

  /** The value that is exceeded with this probability, by the exponential tail; for shares of up to a tenth. */
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
