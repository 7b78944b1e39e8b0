import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { forecastError } from '../../errors.ts';
import { wholeNumber } from '../../whole-number.ts';
import { checkLevels } from '../levels.ts';

/** The progress of a {@link backtest}. */
export interface BacktestProgress {
  /** How many forecasts are done, over all forecasters. All forecasts of a forecaster that failed count as done. */
  readonly done: number;
  readonly total: number;
  /** The forecaster that made the latest forecast. */
  readonly name: string;
}

/** Options of {@link backtest}. */
export interface BacktestOptions {
  /** How many steps each forecast has: a whole number of at least 1. */
  readonly horizon: number;
  /**
   * How many forecasts each forecaster makes: a whole number of at least 1. The last forecast ends at the last row.
   * Default: 20, or fewer, so that half of the rows are before the first forecast.
   */
  readonly folds?: number;
  /** How many rows apart the forecasts start: a whole number of at least 1. Default: `horizon`. */
  readonly step?: number;
  /**
   * When a forecaster is fitted again. `true`: for every forecast. `false`: once, before the first forecast; later
   * forecasts use the rows up to their origin, but the model does not learn from them. A number n: for every nth
   * forecast. Default `true`.
   */
  readonly refit?: boolean | number;
  /**
   * The maximum number of rows to fit on, the latest ones: a whole number of at least 1. Default: all rows before the
   * origin.
   */
  readonly trainingRows?: number;
  /**
   * How many of the latest rows before a forecast are left out of the fit: a whole number of at least 0. If the model
   * learns from rows, the option `levels` needs such rows. Default 0.
   */
  readonly heldOut?: number;
  /** The levels of the intervals of every forecast, in percent, such as `[80, 95]`. Default: no intervals. */
  readonly levels?: readonly number[];
  /**
   * How many fits run at the same time: a whole number from 1 to 64. More than one helps forecasters that fit in worker
   * threads, as `lstm` does; the result is the same. Default 4.
   */
  readonly concurrency?: number;
  /** Stops the backtest, which then rejects with the signal's reason. A running fit is not interrupted. */
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

/** {@link BacktestOptions} with the defaults filled in, except `folds`, whose default depends on the series. */
export interface CheckedBacktestOptions {
  readonly horizon: number;
  readonly folds: number | undefined;
  readonly step: number;
  /** How many forecasts are made with one fit. */
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
 * Checks everything that does not depend on the series, and fills in the defaults.
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
