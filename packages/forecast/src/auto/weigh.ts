import { combine } from '../ensemble/combine.ts';
import { bartlett, varianceOfMean } from '../judging/backtest/variance-of-mean.ts';

/** A candidate's forecasts from all origins. */
export interface Tried {
  readonly name: string;
  readonly paths: readonly Float64Array[];
}

/** How much each candidate counts. */
export interface Weighed {
  /** Mean absolute error of each, in the unit of the series. */
  readonly errors: readonly number[];
  /** Of each; they add up to 1. */
  readonly weights: readonly number[];
  /** How much of the forecast is the combination; what is left to 1 is naive. */
  readonly trust: number;
  /** Mean absolute error of what is forecast in the end. */
  readonly error: number;
  readonly naiveError: number;
  /** The gain on naive in standard errors, from -1000 to 1000. */
  readonly gain: number;
}

/** Candidates count that err at most this many times as much as the best. */
const worst = 1.4;

/** Below the first gain the forecast is naive, above the second it is what the backtest favours. */
const [doubted, trusted] = [1, 2];

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean absolute error of each path. */
const errorsOf = (paths: readonly Float64Array[], actual: readonly Float64Array[]): number[] =>
  paths.map((path, i) => path.reduce((sum, value, step) => sum + Math.abs(value - actual[i]![step]!), 0) / path.length);

/**
 * The mean of `gains` in its standard errors, from -1000 to 1000; neighbouring origins have `overlap` steps in common.
 */
const inStandardErrors = (gains: readonly number[], overlap: number): number => {
  const mean = meanOf(gains);
  const variance = varianceOfMean(gains, overlap, bartlett(overlap));
  const most = 1000;
  if (!(variance > 0)) return Math.sign(mean) * most;
  return Math.max(-most, Math.min(most, mean / Math.sqrt(variance)));
};

/**
 * Weighs candidates by their errors, and the combination by its gain on naive.
 *
 * Those that err at most 1.4 times as much as the best count, each by the inverse of its squared error; their weighted
 * mean is the combination (after J. M. Bates, C. W. J. Granger, "The Combination of Forecasts", 1969). Of combination
 * and naive the mixture that errs least is taken, in steps of a tenth, times what the gain deserves: none at one
 * standard error and less, all of it from two on.
 *
 * @param tried - Candidates; at least one.
 * @param naive - What naive forecasts from the same origins.
 * @param actual - What came.
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
