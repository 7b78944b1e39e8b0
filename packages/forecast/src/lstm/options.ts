import { forecastError } from '../errors.ts';
import type { Scaling } from '../scaler.ts';
import { wholeNumber } from '../whole-number.ts';
import type { Activation } from './reference.ts';
import type { EpochReport } from './train.ts';

/** Options of the LSTM; all optional. */
export interface LstmOptions {
  /** How many past rows one prediction looks at: whole, 1 to 10000. Default 15. */
  readonly window?: number;
  /** Cells of the layer: whole, 1 to 1024. Default 10. */
  readonly units?: number;
  /** On the cell's candidate and state; gates are sigmoid. `tanh` is the usual one. Default `relu`. */
  readonly activation?: Activation;
  /** Passes over the training windows: whole, at least 1. Default 200. */
  readonly epochs?: number;
  /** Windows a step of the optimiser: whole, at least 1; the last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** Adam's rate: greater than 0, at most 10. Default 0.001. */
  readonly learningRate?: number;
  /** How the training rows are scaled. Default `minMax`. */
  readonly scaling?: Scaling;
  /** Decides the first weights and the order of windows: whole, 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /** Stops the training within some 20 ms; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after every epoch. An exception it throws stops the training and rejects `fit`. */
  readonly onEpoch?: (report: EpochReport) => void;
}

/** {@link LstmOptions} with the defaults filled in. */
export type CheckedLstmOptions = Required<Omit<LstmOptions, 'signal' | 'onEpoch'>> & {
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void) | undefined;
};

const bad = (name: string, expected: string, value: unknown) =>
  forecastError('PENSTOCK_BAD_OPTION', `"${name}" must be ${expected}, but is ${String(value)}.`);

const oneOf = <Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice => {
  if (choices.includes(value)) return value;
  throw bad(name, choices.map((choice) => `"${choice}"`).join(' or '), value);
};

/**
 * Fills in the defaults.
 *
 * @throws `PENSTOCK_BAD_OPTION` naming the first option that is out of range.
 */
export const checkLstmOptions = (options: LstmOptions): CheckedLstmOptions => {
  const { learningRate = 0.001, signal, onEpoch } = options;
  if (!(typeof learningRate === 'number' && learningRate > 0 && learningRate <= 10)) {
    throw bad('learningRate', 'greater than 0 and at most 10', learningRate);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', 'an AbortSignal', signal);
  if (onEpoch !== undefined && typeof onEpoch !== 'function') throw bad('onEpoch', 'a function', onEpoch);
  return {
    window: wholeNumber('window', options.window ?? 15, 1, 10_000),
    units: wholeNumber('units', options.units ?? 10, 1, 1024),
    activation: oneOf('activation', options.activation ?? 'relu', ['tanh', 'relu']),
    epochs: wholeNumber('epochs', options.epochs ?? 200, 1),
    batchSize: wholeNumber('batchSize', options.batchSize ?? 32, 1),
    learningRate,
    scaling: oneOf('scaling', options.scaling ?? 'minMax', ['minMax', 'standard']),
    seed: wholeNumber('seed', options.seed ?? 0, 0, 2 ** 32 - 1),
    signal,
    onEpoch,
  };
};
