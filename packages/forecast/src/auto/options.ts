import { toMs } from '@penstock/stream/options';
import type { Duration } from '@penstock/stream/options';
import type { OptionNames } from '@penstock/stream/options';
import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import { checkCandidates } from '../ensemble/candidate.ts';
import type { Candidate } from '../ensemble/candidate.ts';
import { forecastError } from '../errors.ts';
import { checkPeriods } from '../seasons/periods.ts';

/** How far {@link auto} has come. */
export interface AutoProgress {
  /** Candidates that were tried. */
  readonly tried: number;
  readonly total: number;
  /** The one tried last. */
  readonly name: string;
}

/** Options of {@link auto}; all optional. */
export interface AutoOptions extends StepOptions {
  /**
   * Steps ahead that it is to be good at: whole, at least 1, at most a fifth of the rows. Default: the shortest of
   * {@link naturalPeriods}, else 1.
   */
  readonly horizon?: number;
  /**
   * Rows of a season. A number: that one, and longer ones of clock and calendar that are multiples of it. A list: these
   * alone. Seasons that pass the season test take part in all candidates, the others in autoregressions alone. Default:
   * those of {@link naturalPeriods}.
   */
  readonly period?: number | readonly number[];
  /** What it chooses among, in the order in which they are tried. Default: all that suit, but the LSTM. */
  readonly candidates?: readonly Candidate[];
  /**
   * How long it may try candidates; those that are left then are not used. Within it the same rows give the same model.
   * Default `30s`.
   */
  readonly budget?: Duration;
  /** The clock of the budget, in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
  /** Stops it between two fits; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after each candidate. An exception it throws rejects `fit`. */
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
  /** Milliseconds. */
  readonly budget: number;
  readonly now: () => number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: AutoProgress) => void) | undefined;
}

/**
 * Checks what can be checked without the series.
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
