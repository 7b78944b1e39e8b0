import { PenstockError } from '@penstock/stream/error';
import { checkOptions } from '@penstock/stream/internal';
import type { OptionNames } from '@penstock/stream/internal';
import { onCalendar } from '../calendar/on-calendar.ts';
import type { ForecastErrorCode } from '../errors.ts';
import { forecastError } from '../errors.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import { checkLstmOptions } from './check-options.ts';
import type { SettledOptions } from './settle.ts';
import { settle } from './settle.ts';
import { checkFeatures } from './rows/common-features.ts';
import { fitTogether } from './fit.ts';
import type { LstmModel } from './model.ts';
import type { LstmOptions } from './options.ts';
import { lstmOptionNames } from './options.ts';
import type { Prepared } from './rows/prepare.ts';
import { prepare } from './rows/prepare.ts';

// More than any engine trains in parallel, but few enough that waiting trainings take little memory.
const trainingsAtATime = 64;

/** The progress of {@link LstmForecaster.fitMany}. */
export interface FitManyProgress {
  /** How many series have a model. */
  readonly fitted: number;
  /** How many series have failed. */
  readonly failed: number;
  readonly total: number;
  /** The loss of the series fitted last, NaN if it failed. With `global`, the loss of the last epoch. */
  readonly loss: number;
}

/** The result of {@link LstmForecaster.fitMany} for one series: a model, or the error. */
export type LstmFit =
  | { readonly model: LstmModel; readonly error?: undefined }
  | { readonly model?: undefined; readonly error: PenstockError<ForecastErrorCode> };

/** Options of {@link LstmForecaster.fitMany}; all optional. */
export interface LstmManyOptions extends Omit<LstmOptions, 'onEpoch'> {
  /**
   * Trains one network on the windows of all series, each with its own scalers and transforms, instead of one network
   * for each series. This suits many short series that move in similar ways. {@link LstmModel.apply} uses the network
   * for further series. `transforms: 'auto'` makes the same choice for all. Default false.
   */
  readonly global?: boolean;
  /** Called after every series; with `global`, after every epoch. An exception that it throws stops all trainings. */
  readonly onProgress?: (progress: FitManyProgress) => void;
}

const { onEpoch: _, ...sharedNames } = lstmOptionNames;
const optionNames: OptionNames<LstmManyOptions> = { ...sharedNames, global: true, onProgress: true };

const isOurs = (error: unknown): error is PenstockError<ForecastErrorCode> => error instanceof PenstockError;

/**
 * Returns an error of this package as the result of one series, so that the others continue. Throws any other error
 * again.
 */
const failureOf = (index: number, error: unknown): LstmFit => {
  if (!isOurs(error)) throw error;
  return { error: forecastError(error.code, `Series ${index}: ${error.message}`, error) };
};

/** A series prepared for training, or the error that prevents it. */
type Part = { readonly prepared: Prepared; readonly settled: SettledOptions } | { readonly failure: LstmFit };

const attempt = <Result>(index: number, work: () => Result): Result | { readonly failure: LstmFit } => {
  try {
    return work();
  } catch (error) {
    return { failure: failureOf(index, error) };
  }
};

const prepareAll = (series: readonly FeatureSeries[], options: CheckedLstmOptions, global: boolean): Part[] => {
  const all = series.map((one, index) => attempt(index, () => onCalendar(one, options.rowSteps)));
  const usable = all.flatMap((rows) => ('failure' in rows ? [] : [rows.series]));
  const together = global ? settle(options, usable) : undefined;
  let first: Prepared | undefined;
  return all.map((rows, index) => {
    if ('failure' in rows) return rows;
    return attempt(index, () => {
      const settled = together ?? settle(options, [rows.series]);
      const prepared = prepare(rows, settled);
      if (global) checkFeatures(prepared.part.columns, (first ??= prepared).part.columns);
      return { prepared, settled };
    });
  });
};

type OnProgress = LstmManyOptions['onProgress'];

/** Trains one network for each series. */
const fitEach = async (
  parts: readonly Part[],
  options: CheckedLstmOptions,
  onProgress: OnProgress,
): Promise<LstmFit[]> => {
  const total = parts.length;
  const fits: LstmFit[] = [];
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const queue = parts.entries();
  let [fitted, failed] = [0, 0];
  const train = async (index: number, part: Part): Promise<number> => {
    let loss = Number.NaN;
    const onEpoch = (report: { loss: number }): void => void ({ loss } = report);
    signal.throwIfAborted();
    try {
      if ('failure' in part) fits[index] = part.failure;
      else fits[index] = { model: (await fitTogether([part.prepared], { ...part.settled, signal, onEpoch }))[0]! };
    } catch (error) {
      // A stopped training rejects with the reason of the stop, which may be an error of this package.
      signal.throwIfAborted();
      fits[index] = failureOf(index, error);
    }
    return loss;
  };
  const work = async (): Promise<void> => {
    for (const [index, part] of queue) {
      try {
        const loss = await train(index, part);
        if (fits[index]!.error === undefined) fitted += 1;
        else failed += 1;
        onProgress?.({ fitted, failed, total, loss });
      } catch (error) {
        if (!stop.signal.aborted) stop.abort(options.signal?.aborted ? options.signal.reason : error);
        throw stop.signal.reason;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(trainingsAtATime, total) }, work));
  return fits;
};

const fitGlobal = async (
  parts: readonly Part[],
  options: CheckedLstmOptions,
  onProgress: OnProgress,
): Promise<LstmFit[]> => {
  const total = parts.length;
  const ready = parts.flatMap((part) => ('prepared' in part ? [part] : []));
  const [first, ...others] = ready.map(({ prepared }) => prepared);
  if (first === undefined) return parts.flatMap((part) => ('failure' in part ? [part.failure] : []));
  const fitted = 1 + others.length;
  let last = Number.NaN;
  const report = (done: number, loss: number) => onProgress?.({ fitted: done, failed: total - fitted, total, loss });
  const onEpoch = ({ epoch, loss }: { epoch: number; loss: number }): void => {
    last = loss;
    // The last epoch is reported together with the models.
    if (epoch < options.epochs) report(0, loss);
  };
  const models = (await fitTogether([first, ...others], { ...ready[0]!.settled, onEpoch }, true)).values();
  report(fitted, last);
  return parts.map((part) => ('failure' in part ? part.failure : { model: models.next().value! }));
};

/** {@link LstmForecaster.fitMany}. */
export const fitMany = async (series: readonly FeatureSeries[], options: LstmManyOptions = {}): Promise<LstmFit[]> => {
  const { global = false, onProgress, ...rest } = checkOptions(options, optionNames, 'lstm.fitMany');
  if (!Array.isArray(series))
    throw forecastError('PENSTOCK_BAD_OPTION', `fitMany takes an array of series; got ${typeof series}.`);
  if (typeof global !== 'boolean') {
    throw forecastError('PENSTOCK_BAD_OPTION', `global must be true or false; got ${String(global)}.`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw forecastError('PENSTOCK_BAD_OPTION', `onProgress must be a function; got ${String(onProgress)}.`);
  }
  const checked = checkLstmOptions(rest);
  const parts = prepareAll(series, checked, global);
  checked.signal?.throwIfAborted();
  if (parts.length === 0) return [];
  return global ? fitGlobal(parts, checked, onProgress) : fitEach(parts, checked, onProgress);
};
