import { PenstockError } from '@penstock/stream/error';
import { checkOptions } from '@penstock/stream/options';
import type { OptionNames } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Model } from '../forecaster.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import type { LstmOptions } from './options.ts';
import { checkLstmOptions } from './check-options.ts';
import { lstmOptionNames } from './options.ts';
import type { Prepared } from './prepare.ts';
import { fitTogether } from './fit.ts';
import { prepare } from './prepare.ts';
import type { SavedLstm } from '../layers-model-format/saved-lstm.ts';

// More than any engine trains in parallel, and few enough that the waiting ones take little memory.
const trainingsAtATime = 64;

/** The progress of {@link LstmForecaster.fitMany}. */
export interface FitManyProgress {
  /** Series that have a model. */
  readonly fitted: number;
  readonly total: number;
  /** The loss of the series fitted last; with `global` that of the last epoch. */
  readonly loss: number;
}

/** Options of {@link LstmForecaster.fitMany}; all optional. */
export interface LstmManyOptions extends Omit<LstmOptions, 'onEpoch'> {
  /**
   * Trains one network on the windows of all series, each series with a scaler of its own, instead of one network for
   * each series. It suits many short series that move alike. Default false.
   */
  readonly global?: boolean;
  /**
   * Called after every series; with `global` after every epoch. An exception that it throws stops all trainings.
   */
  readonly onProgress?: (progress: FitManyProgress) => void;
}

const { onEpoch: _, ...sharedNames } = lstmOptionNames;
const optionNames: OptionNames<LstmManyOptions> = { ...sharedNames, global: true, onProgress: true };

/** The error with the index of its series in the message. */
const ofSeries = (index: number, error: unknown): unknown =>
  error instanceof PenstockError
    ? new PenstockError(error.code, `Series ${index}: ${error.message}`, { cause: error })
    : error;

const prepareAll = (series: readonly FeatureSeries[], options: CheckedLstmOptions): Prepared[] =>
  series.map((one, index) => {
    try {
      return prepare(one, options);
    } catch (error) {
      throw ofSeries(index, error);
    }
  });

/** One network for each series; the first failure stops the rest. */
const fitEach = async (
  prepared: readonly Prepared[],
  options: CheckedLstmOptions,
  onProgress: LstmManyOptions['onProgress'],
): Promise<Model<SavedLstm>[]> => {
  const total = prepared.length;
  const models: Model<SavedLstm>[] = [];
  const failure = new AbortController();
  const signal = options.signal === undefined ? failure.signal : AbortSignal.any([options.signal, failure.signal]);
  const queue = prepared.entries();
  let fitted = 0;
  const work = async (): Promise<void> => {
    for (const [index, one] of queue) {
      let loss = Number.NaN;
      const onEpoch = (report: { loss: number }): void => void ({ loss } = report);
      try {
        signal.throwIfAborted();
        [models[index]] = (await fitTogether([one], { ...options, signal, onEpoch })) as [Model<SavedLstm>];
        fitted += 1;
        onProgress?.({ fitted, total, loss });
      } catch (error) {
        if (!failure.signal.aborted)
          failure.abort(options.signal?.aborted ? options.signal.reason : ofSeries(index, error));
        throw failure.signal.reason;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(trainingsAtATime, total) }, work));
  return models;
};

const fitGlobal = async (
  prepared: readonly Prepared[],
  options: CheckedLstmOptions,
  onProgress: LstmManyOptions['onProgress'],
): Promise<Model<SavedLstm>[]> => {
  const total = prepared.length;
  const onEpoch = ({ epoch, loss }: { epoch: number; loss: number }): void =>
    onProgress?.({ fitted: epoch === options.epochs ? total : 0, total, loss });
  return fitTogether(prepared, { ...options, onEpoch });
};

/** {@link LstmForecaster.fitMany}. */
export const fitMany = async (
  series: readonly FeatureSeries[],
  options: LstmManyOptions = {},
): Promise<Model<SavedLstm>[]> => {
  const { global = false, onProgress, ...rest } = checkOptions(options, optionNames, 'lstm.fitMany');
  if (!Array.isArray(series)) throw forecastError('PENSTOCK_BAD_OPTION', 'fitMany takes an array of series.');
  if (typeof global !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `global must be true or false; got ${String(global)}.`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw forecastError('PENSTOCK_BAD_OPTION', `onProgress must be a function; got ${String(onProgress)}.`);
  }
  const checked = checkLstmOptions(rest);
  const prepared = prepareAll(series, checked);
  checked.signal?.throwIfAborted();
  if (prepared.length === 0) return [];
  return global ? fitGlobal(prepared, checked, onProgress) : fitEach(prepared, checked, onProgress);
};
