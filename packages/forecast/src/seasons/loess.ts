/** Parameters of a local regression. */
export interface LoessOptions {
  /** How many rows each fit uses: odd, at least 3. A span above the number of rows widens the weights accordingly. */
  readonly span: number;
  /** 0 fits a local mean, 1 a local line. */
  readonly degree: 0 | 1;
  /** Fits only every `jump`th row and interpolates between them: at least 1. */
  readonly jump: number;
}

/**
 * The local fit at position `at`, which may be one row outside of `values`. NaN if all weights are 0.
 *
 * Weights are tricube in the distance to `at`, times `robustness` if it is given.
 */
const fitAt = (
  values: ArrayLike<number>,
  at: number,
  { span, degree }: LoessOptions,
  robustness: Float64Array | undefined,
): number => {
  const rows = values.length;
  const width = Math.min(span, rows);
  const left = Math.max(0, Math.min(rows - width, Math.round(at) - (width >> 1)));
  const right = left + width - 1;
  let reach = Math.max(at - left, right - at);
  if (span > rows) reach += (span - rows) >> 1;
  let [sum, sumX, sumXX, sumY, sumXY] = [0, 0, 0, 0, 0];
  for (let i = left; i <= right; i += 1) {
    const x = i - at;
    const share = Math.abs(x) / reach;
    if (share > 0.999) continue;
    const cube = 1 - share * share * share;
    const weight = (share < 0.001 ? 1 : cube * cube * cube) * (robustness === undefined ? 1 : robustness[i]!);
    sum += weight;
    sumX += weight * x;
    sumXX += weight * x * x;
    sumY += weight * values[i]!;
    sumXY += weight * x * values[i]!;
  }
  if (sum <= 0) return Number.NaN;
  if (degree === 0) return sumY / sum;
  const spread = sumXX - (sumX * sumX) / sum;
  // With nearly all weight on one row, a slope cannot be estimated.
  if (spread <= 1e-6 * (rows - 1) ** 2 * sum) return sumY / sum;
  const slope = (sumXY - (sumX * sumY) / sum) / spread;
  return (sumY - slope * sumX) / sum;
};

/**
 * Local regression at one position, a whole number at most one row outside. If all weights are 0, the value of the
 * nearest row.
 *
 * Formula: see {@link loess}.
 */
export const loessAt = (
  values: ArrayLike<number>,
  position: number,
  options: LoessOptions,
  robustness?: Float64Array,
): number => {
  const fit = fitAt(values, position, options, robustness);
  return Number.isNaN(fit) ? values[Math.max(0, Math.min(values.length - 1, position))]! : fit;
};

/**
 * Local regression at every row. Rows are one unit apart.
 *
 * Formula: W. S. Cleveland, "Robust Locally Weighted Regression and Smoothing Scatterplots", 1979, as used in R. B.
 * Cleveland, W. S. Cleveland, J. E. McRae, I. Terpenning, "STL", 1990.
 */
export const loess = (values: ArrayLike<number>, options: LoessOptions, robustness?: Float64Array): Float64Array => {
  const result = new Float64Array(values.length);
  const last = values.length - 1;
  result[0] = loessAt(values, 0, options, robustness);
  for (let from = 0; from < last;) {
    const to = Math.min(from + options.jump, last);
    result[to] = loessAt(values, to, options, robustness);
    const step = (result[to]! - result[from]!) / (to - from);
    for (let i = from + 1; i < to; i += 1) result[i] = result[from]! + step * (i - from);
    from = to;
  }
  return result;
};
