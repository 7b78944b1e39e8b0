import type { Duration } from '@penstock/stream';
import { toMs } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import { checkCandidates } from '../ensemble/candidate.ts';
import type { Candidate } from '../ensemble/candidate.ts';
import { forecastError } from '../errors.ts';
import { checkPeriods } from '../seasons/periods.ts';

/** The progress of {@link auto}. */
export interface AutoProgress {
  /** How many candidates were tried. */
  readonly tried: number;
  readonly total: number;
  /** The candidate that was tried last. */
  readonly name: string;
}

/** Options of {@link auto}; all optional. */
export interface AutoOptions extends StepOptions {
  /**
   * The number of steps ahead that the candidates are compared at: whole, at least 1, at most a fifth of the rows.
   * Default: the shortest of {@link naturalPeriods}, else 1.
   */
  readonly horizon?: number;
  /**
   * Rows of a season. A number: this season, and its multiples among the longer seasons of clock and calendar. A list:
   * exactly these. All candidates use the seasons that pass the season test; only autoregressions use the others.
   * Default: the periods of {@link naturalPeriods}.
   */
  readonly period?: number | readonly number[];
  /**
   * The candidates to choose from, in the order in which they are tried. Default: all suitable forecasters except the
   * LSTM.
   */
  readonly candidates?: readonly Candidate[];
  /**
   * The maximum time for trying candidates. Candidates that were not tried within this time are not used. If the budget
   * is not used up, the same rows give the same model. Default `30s`.
   */
  readonly budget?: Duration;
  /** The clock of the budget, in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Stops before the next fit of a candidate. `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each candidate. An exception that it throws rejects `fit`. */
  readonly onProgress?: (progress: AutoProgress) => void;
}

/** The names of {@link AutoOptions}. */
export const autoOptionNames: OptionNames<AutoOptions> = {
  ...stepOptionNames,
  horizon: true,
  period: true,
  candidates: true,
  budget: true,
  now: true,
  signal: true,
  onProgress: true,
};

const bad = (name: string, expected: string, value: unknown) =>
  forecastError('PENSTOCK_BAD_OPTION', `${name} must be ${expected}; got ${String(value)}.`);

/** {@link AutoOptions} without the horizon, checked, with the defaults filled in. */
export interface CheckedAutoOptions extends Pick<AutoOptions, 'period' | 'candidates'> {
  /** In milliseconds. */
  readonly budget: number;
  readonly now: () => number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: AutoProgress) => void) | undefined;
}

/**
 * Checks everything that does not depend on the series, and fills in the defaults.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const checkAutoOptions = (options: Omit<AutoOptions, 'horizon'>): CheckedAutoOptions => {
  const { period, candidates, budget = '30s', now = () => performance.now(), signal, onProgress } = options;
  if (period !== undefined) checkPeriods('period', period);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', 'an AbortSignal', signal);
  if (typeof now !== 'function') throw bad('now', 'a function', now);
  if (onProgress !== undefined && typeof onProgress !== 'function') throw bad('onProgress', 'a function', onProgress);
  return {
    ...(period !== undefined && { period }),
    ...(candidates !== undefined && { candidates: checkCandidates('candidates', candidates) }),
    budget: toMs(budget, 'budget'),
    now,
    signal,
    onProgress,
  };
};
