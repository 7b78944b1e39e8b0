/** Which of the sorted errors the ends of a band take, counted from either side. */
const rankFor = (count: number, alpha: number): number => {
  // A share such as 0.05 is rounded; without the addition a whole rank could come out as one less.
  const rank = Math.floor(((count + 1) * alpha) / 2 + 1e-9);
  return Math.max(1, Math.min((count + 1) >> 1, rank));
};

/**
 * The ends of the band that leaves out a share `alpha` of `sorted`, half of it on each side.
 *
 * The rank `(m + 1) * alpha / 2` of split conformal prediction is right for a finite number m of errors. The median
 * lies within the ends whatever `alpha` is.
 */
export const endsOf = (sorted: Float64Array, alpha: number): readonly [lower: number, upper: number] => {
  const rank = rankFor(sorted.length, alpha);
  return [sorted[rank - 1]!, sorted[sorted.length - rank]!];
};

/** The median of sorted errors; of two middle ones their mean. */
export const medianOf = (sorted: Float64Array): number =>
  (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

/** Errors that a level needs: with fewer, its ends would lie beyond the largest error. */
export const errorsFor = (level: number): number => Math.ceil(200 / (100 - level)) - 1;
