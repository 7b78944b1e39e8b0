import type { LatestValues } from './statistics/latest-values.ts';
import { statistic } from './statistics/statistic.ts';

/**
 * The kind of an anomaly: a single value too high (`spike`) or too low (`dip`), a change of level (`shift`), a slope
 * (`trend`), a change of spread (`variance`), values that no longer change (`stuck`), or a season that has vanished,
 * moved or changed (`season`).
 */
export type AnomalyKind = 'spike' | 'dip' | 'shift' | 'trend' | 'variance' | 'stuck' | 'season';

/** All kinds. A saved state holds indices of this list. */
export const kinds: readonly AnomalyKind[] = ['spike', 'dip', 'shift', 'trend', 'variance', 'stuck', 'season'];

const [spike, dip, shift, trend, variance, stuck, season] = [0, 1, 2, 3, 4, 5, 6];

const equalRows = 8;
// Distances are one-sided if the absolute value of their sum is more than this share of the sum of their absolute
// values.
const oneSided = 0.5;

const isUnchanged = (values: LatestValues): boolean => {
  if (!values.isFull || values.capacity < equalRows) return false;
  for (let i = 1; i < equalRows; i += 1) if (values.ago(i) !== values.ago(0)) return false;
  return true;
};

/** Whether a straight line fits the latest values better than any two levels do. */
const isSlope = (values: LatestValues): boolean => {
  const rows = values.capacity;
  const origin = values.ago(0);
  let sum = 0;
  let product = 0;
  for (let i = 0; i < rows; i += 1) {
    sum += values.ago(i) - origin;
    product += (i - (rows - 1) / 2) * (values.ago(i) - origin);
  }
  // The sum of squares that each model explains: the line by its slope, two levels by their distance.
  const line = (12 * product * product) / (rows * (rows * rows - 1));
  let steps = 0;
  let newer = 0;
  for (let i = 1; i < rows; i += 1) {
    newer += values.ago(i - 1) - origin;
    const between = newer / i - (sum - newer) / (rows - i);
    steps = Math.max(steps, (between * between * i * (rows - i)) / rows);
  }
  return line >= steps;
};

/** Whether the latest distances from a season are mostly on one side of it, as after a change of level. */
const isOneSided = (distances: LatestValues): boolean => {
  let sum = 0;
  let size = 0;
  for (let i = 0; i < distances.capacity; i += 1) {
    sum += distances.ago(i);
    size += Math.abs(distances.ago(i));
  }
  return Math.abs(sum) > oneSided * size;
};

/**
 * The index in {@link kinds} of a row's anomaly.
 *
 * @param winner - The statistic that stands out.
 * @param values - The latest values.
 * @param distances - Their distances from the leading season; `null` if no season leads the forecast.
 */
export const kindOf = (
  winner: number,
  isHigh: boolean,
  values: LatestValues,
  distances: LatestValues | null,
): number => {
  const isMean = winner === statistic.mean || winner === statistic.meanError;
  if (!isMean && isUnchanged(values)) return stuck;
  if (winner === statistic.value || winner === statistic.error) return isHigh ? spike : dip;
  // Most of the spread of a seasonal series comes from its season.
  if (winner === statistic.deviation) return distances && !isHigh ? season : variance;
  if (winner >= statistic.season && distances && !isOneSided(distances)) return season;
  return isSlope(distances ?? values) ? trend : shift;
};
