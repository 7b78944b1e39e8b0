import { combine } from '../ensemble/combine.ts';
import { bartlett, varianceOfMean } from '../judging/backtest/variance-of-mean.ts';

/** A candidate's forecasts from all origins. */
export interface Tried {
  readonly name: string;
  readonly paths: readonly Float64Array[];
}

/** The weights of the candidates, and of their combination. */
export interface Weighed {
  /** Mean absolute error of each candidate, in the unit of the series. */
  readonly errors: readonly number[];
  /** The weight of each candidate. They add up to 1. */
  readonly weights: readonly number[];
  /** The share of the combination in the forecast. The remaining share is naive. */
  readonly trust: number;
  /** Mean absolute error of the resulting forecast. */
  readonly error: number;
  readonly naiveError: number;
  /** The gain over naive in standard errors, from -1000 to 1000. */
  readonly gain: number;
}

/** Candidates with an error of more than this many times the smallest one get no weight. */
const worst = 1.4;

/** Up to the first gain the forecast is naive; from the second on it is the mixture that the backtest favours. */
const [doubted, trusted] = [1, 2];

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean absolute error of each path. */
const errorsOf = (paths: readonly Float64Array[], actual: readonly Float64Array[]): number[] =>
  paths.map((path, i) => path.reduce((sum, value, step) => sum + Math.abs(value - actual[i]![step]!), 0) / path.length);

/** The mean of `gains` divided by its standard error, from -1000 to 1000. `overlap` is as in {@link weigh}. */
const inStandardErrors = (gains: readonly number[], overlap: number): number => {
  const mean = meanOf(gains);
  const variance = varianceOfMean(gains, overlap, bartlett(overlap));
  const most = 1000;
  if (!(variance > 0)) return Math.sign(mean) * most;
  return Math.max(-most, Math.min(most, mean / Math.sqrt(variance)));
};

/**
 * Weighs candidates by their errors, and their combination by its gain over naive.
 *
 * Candidates with an error of at most 1.4 times the smallest one are weighed by the inverse of their squared errors.
 * The combination is their weighted mean (after J. M. Bates, C. W. J. Granger, "The Combination of Forecasts", 1969).
 * Then the mixture of combination and naive with the smallest error is found, in steps of a tenth. The share of the
 * combination in it is multiplied by a factor for its gain: 0 up to one standard error, rising to 1 at two standard
 * errors.
 *
 * @param tried - Candidates; at least one.
 * @param naive - The forecasts of naive from the same origins.
 * @param actual - The true values.
 * @param overlap - How many neighbouring origins have steps in common.
 */
export const weigh = (
  tried: readonly Tried[],
  naive: readonly Float64Array[],
  actual: readonly Float64Array[],
  overlap: number,
): Weighed => {
  const errors = tried.map(({ paths }) => meanOf(errorsOf(paths, actual)));
  const best = Math.min(...errors);
  const raw = errors.map((error) => {
    if (error > worst * best) return 0;
    return error === 0 ? 1 : (best / error) ** 2;
  });
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const combined = naive.map((_, i) =>
    combine(
      'mean',
      tried.map(({ paths }) => paths[i]!),
      weights,
    ),
  );
  const mixed = (share: number): Float64Array[] =>
    combined.map((path, i) => path.map((value, step) => share * value + (1 - share) * naive[i]![step]!));
  const naiveErrors = errorsOf(naive, actual);
  let share = 0;
  let least = meanOf(naiveErrors);
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const error = meanOf(errorsOf(mixed(tenth / 10), actual));
    if (error <= least) [share, least] = [tenth / 10, error];
  }
  const mixedErrors = errorsOf(mixed(share), actual);
  const gain = inStandardErrors(
    naiveErrors.map((error, i) => error - mixedErrors[i]!),
    overlap,
  );
  const deserved = Math.max(0, Math.min(1, (gain - doubted) / (trusted - doubted)));
  const trust = share * deserved;
  return {
    errors,
    weights,
    trust,
    error: meanOf(errorsOf(mixed(trust), actual)),
    naiveError: meanOf(naiveErrors),
    gain,
  };
};
