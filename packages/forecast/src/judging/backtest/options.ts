import { checkOptions } from '@penstock/stream/options';
import type { OptionNames } from '@penstock/stream/options';
import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';
import { checkLevels } from '../levels.ts';

/** How far a {@link backtest} is. */
export interface BacktestProgress {
  /** Forecasts made, of all forecasters together. Those of a forecaster that failed count as made. */
  readonly done: number;
  readonly total: number;
  /** The forecaster that made the last one. */
  readonly name: string;
}

/** Options of {@link backtest}. */
export interface BacktestOptions {
  /** Steps that each forecast has; a whole number of at least 1. */
  readonly horizon: number;
  /**
   * How many forecasts each forecaster makes. The last one ends at the last row. A whole number of at least 1. Default:
   * 20, or as many as leave half of the rows before the first forecast.
   */
  readonly folds?: number;
  /** Rows from one forecast's start to the next one's; a whole number of at least 1. Default: `horizon`. */
  readonly step?: number;
  /**
   * When a forecaster is fitted again. `true`: for every forecast. `false`: once, before the first forecast; the later
   * forecasts know the rows up to their start, but the model learnt nothing from them. A number n: for every nth
   * forecast. Default `true`.
   */
  readonly refit?: boolean | number;
  /** Fit on at most this many of the latest rows; a whole number of at least 1. Default: all rows before the start. */
  readonly trainingRows?: number;
  /**
   * The latest rows before a forecast that are not fitted on, a whole number of at least 0. `levels` of a model that
   * learns from rows need them. Default 0.
   */
  readonly heldOut?: number;
  /** Levels of the intervals that are asked of every forecast, in percent, such as `[80, 95]`. Default: none. */
  readonly levels?: readonly number[];
  /**
   * Fits that run at the same time; a whole number of 1 to 64. More than one helps forecasters that fit in worker
   * threads, as `lstm` does; the result is the same. Default 4.
   */
  readonly concurrency?: number;
  /** Stops the backtest, which then rejects with the signal's reason. A fit that already runs is not interrupted. */
  readonly signal?: AbortSignal;
  /** Called after every forecast. An exception that it throws rejects the backtest. */
  readonly onProgress?: (progress: BacktestProgress) => void;
}

const optionNames: OptionNames<BacktestOptions> = {
  horizon: true,
  folds: true,
  step: true,
  refit: true,
  trainingRows: true,
  heldOut: true,
  levels: true,
  concurrency: true,
  signal: true,
  onProgress: true,
};

/** {@link BacktestOptions} with the defaults filled in, all but `folds`, which depends on the series. */
export interface CheckedBacktestOptions {
  readonly horizon: number;
  readonly folds: number | undefined;
  readonly step: number;
  /** Forecasts of one fit. */
  readonly forecastsPerFit: number;
  readonly trainingRows: number;
  readonly heldOut: number;
  readonly levels: readonly number[] | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: BacktestProgress) => void) | undefined;
}

const forecastsPerFit = (refit: unknown): number => {
  if (refit === true) return 1;
  if (refit === false) return Infinity;
  if (typeof refit === 'number') return wholeNumber('refit', refit, 1);
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `refit must be true, false or a whole number of at least 1; got ${String(refit)}.`,
  );
};

/**
 * Checks what can be checked without the series.
 *
 * @throws `PENSTOCK_BAD_OPTION`.
 */
export const checkBacktestOptions = (options: BacktestOptions): CheckedBacktestOptions => {
  const {
    horizon,
    folds,
    step = horizon,
    refit = true,
    trainingRows = Number.MAX_SAFE_INTEGER,
    heldOut = 0,
    levels,
    concurrency = 4,
    signal,
    onProgress,
  } = checkOptions(options, optionNames, 'backtest');
  wholeNumber('horizon', horizon, 1);
  if (folds !== undefined) wholeNumber('folds', folds, 1);
  if (levels !== undefined) checkLevels(levels);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw forecastError('PENSTOCK_BAD_OPTION', `signal must be an AbortSignal; got ${String(signal)}.`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw forecastError('PENSTOCK_BAD_OPTION', `onProgress must be a function; got ${String(onProgress)}.`);
  }
  return {
    horizon,
    folds,
    step: wholeNumber('step', step, 1),
    forecastsPerFit: forecastsPerFit(refit),
    trainingRows: wholeNumber('trainingRows', trainingRows, 1),
    heldOut: wholeNumber('heldOut', heldOut, 0),
    levels,
    concurrency: wholeNumber('concurrency', concurrency, 1, 64),
    signal,
    onProgress,
  };
};
