/** The rank, counted from either side of the sorted errors, of the two errors that are the ends of a band. */
const rankFor = (count: number, alpha: number): number => {
  // A share such as 0.05 is rounded. Without the addition, a whole rank could become one less.
  const rank = Math.floor(((count + 1) * alpha) / 2 + 1e-9);
  return Math.max(1, Math.min((count + 1) >> 1, rank));
};

/**
 * The ends of the band that leaves out a share `alpha` of `sorted`, half of it on each side.
 *
 * They are at the rank `(m + 1) * alpha / 2` of split conformal prediction, which is exact for a finite number m of
 * errors. The median is within the ends for every `alpha`.
 */
export const endsOf = (sorted: Float64Array, alpha: number): readonly [lower: number, upper: number] => {
  const rank = rankFor(sorted.length, alpha);
  return [sorted[rank - 1]!, sorted[sorted.length - rank]!];
};

/** The median of sorted errors. Of two middle ones it is their mean. */
export const medianOf = (sorted: Float64Array): number =>
  (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

/** How many errors a level needs. With fewer, the ends of the band would be beyond the largest error. */
export const errorsFor = (level: number): number => Math.ceil(200 / (100 - level)) - 1;
