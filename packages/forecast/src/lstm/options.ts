import type { OptionNames } from '@penstock/stream/options';
import { forecastError } from '../errors.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import type { Scaling } from '../series/scaler.ts';
import { wholeNumber } from '../whole-number.ts';
import type { EpochReport, Loss, LstmEngine } from '../engine/engine.ts';
import { referenceEngine } from '../reference/reference-engine.ts';
import type { Activation, GateActivation, NetworkShape } from '../engine/shape.ts';

/** Options of the LSTM; all optional. */
export interface LstmOptions {
  /** How many past rows one prediction looks at: whole, 1 to 10000. Default 15. */
  readonly window?: number;
  /** Cells: whole, 1 to 1024; several numbers are as many layers, at most 8, from the inputs on. Default 10. */
  readonly units?: number | readonly number[];
  /** On a cell's candidate and state. `tanh` is the usual one. Default `relu`. */
  readonly activation?: Activation;
  /** On the gates. Default `sigmoid`, as in Keras and PyTorch; TensorFlow.js has `hardSigmoid`. */
  readonly gateActivation?: GateActivation;
  /** How many rows one prediction tells at once: whole, 1 to 1000. Longer forecasts go on from these. Default 1. */
  readonly steps?: number;
  /** What training makes small. Default `mse`. */
  readonly loss?: Loss;
  /** Where Huber's loss turns from squared to linear, in scaled values: greater than 0. Default 1. */
  readonly huberDelta?: number;
  /** What `pinball` learns: increasing, between 0 and 1, 0.5 among them. Default 0.1, 0.5 and 0.9. */
  readonly quantiles?: readonly number[];
  /** Share of each layer's inputs dropped in training: 0 up to but not including 1. Default 0. */
  readonly dropout?: number;
  /**
   * Share of each layer's state dropped on its way to the next step in training: 0 up to but not including 1. Default
   * 0.
   */
  readonly recurrentDropout?: number;
  /** Passes over the training windows: whole, at least 1. Default 200. */
  readonly epochs?: number;
  /** Windows a step of the optimiser: whole, at least 1; the last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** Adam's rate: greater than 0, at most 10. Default 0.001. */
  readonly learningRate?: number;
  /**
   * Longest gradient of all weights together, by Euclid; a longer one is shortened: greater than 0. Default: any
   * length.
   */
  readonly clipNorm?: number;
  /**
   * `refuse`: a missing row is an error, at `fit` and in the rows that a forecast or prediction looks at. A step of
   * more than one and a half times the median step is one, or of more than a week where the series rests every week, as
   * markets do. `allow`: rows are neighbours whatever lies between them. Default `refuse`.
   */
  readonly gaps?: 'refuse' | 'allow';
  /** How the training rows are scaled. Default `minMax`. */
  readonly scaling?: Scaling;
  /** Decides the first weights, the order of windows and what is dropped: whole, 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /** What computes: `wasm`, `reference` for checking, or an engine such as {@link wasmEngine} makes. Default `wasm`. */
  readonly engine?: 'wasm' | 'reference' | LstmEngine;
  /** Stops the training; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told after every epoch. An exception it throws stops the training and rejects `fit`. */
  readonly onEpoch?: (report: EpochReport) => void;
}

/** The names of {@link LstmOptions}. */
export const lstmOptionNames: OptionNames<LstmOptions> = {
  window: true,
  units: true,
  activation: true,
  gateActivation: true,
  steps: true,
  loss: true,
  huberDelta: true,
  quantiles: true,
  dropout: true,
  recurrentDropout: true,
  epochs: true,
  batchSize: true,
  learningRate: true,
  clipNorm: true,
  gaps: true,
  scaling: true,
  seed: true,
  engine: true,
  signal: true,
  onEpoch: true,
};

/** {@link LstmOptions}, checked, with the defaults filled in. */
export interface CheckedLstmOptions {
  /** For one input; the features of a series come on top. */
  readonly shape: NetworkShape;
  readonly steps: number;
  /** Empty unless the loss is `pinball`. */
  readonly quantiles: readonly number[];
  readonly loss: Loss;
  readonly delta: number;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly gaps: 'refuse' | 'allow';
  readonly scaling: Scaling;
  readonly seed: number;
  readonly engine: LstmEngine;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((report: EpochReport) => void) | undefined;
}

/** The bounds of a network, which also hold for one that is loaded. */
export const MOST = { window: 10_000, units: 1024, layers: 8, steps: 1000, quantiles: 20 } as const;

const bad = (name: string, expected: string, value: unknown) =>
  forecastError('PENSTOCK_BAD_OPTION', `"${name}" must be ${expected}, but is ${String(value)}.`);

/** `value`, when it is one of `choices`. */
const oneOf = <Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice => {
  if (choices.includes(value)) return value;
  throw bad(name, choices.map((choice) => `"${choice}"`).join(' or '), value);
};

const within = (name: string, value: number, expected: string, fits: (value: number) => boolean): number => {
  if (typeof value === 'number' && fits(value)) return value;
  throw bad(name, expected, value);
};

const share = (name: string, value = 0): number =>
  within(name, value, 'from 0 up to but not including 1', (x) => x >= 0 && x < 1);

const layersOf = (units: number | readonly number[]): readonly number[] => {
  const layers = Array.isArray(units) ? [...(units as readonly number[])] : [units as number];
  if (layers.length === 0 || layers.length > MOST.layers) throw bad('units', `one to ${MOST.layers} numbers`, units);
  return layers.map((cells) => wholeNumber('units', cells, 1, MOST.units));
};

/** Whether `quantiles` can be learnt: increasing, between 0 and 1, the middle among them. */
export const areQuantiles = (quantiles: readonly unknown[]): quantiles is readonly number[] =>
  quantiles.length <= MOST.quantiles &&
  quantiles.includes(0.5) &&
  quantiles.every((q, i) => typeof q === 'number' && q > ((quantiles[i - 1] as number | undefined) ?? 0) && q < 1);

const quantilesOf = (loss: Loss, quantiles: readonly number[] | undefined): readonly number[] => {
  if (loss !== 'pinball') {
    if (quantiles === undefined) return [];
    throw bad('quantiles', 'left out unless loss is "pinball"', quantiles);
  }
  const asked = quantiles ?? [0.1, 0.5, 0.9];
  if (Array.isArray(asked) && areQuantiles(asked)) return [...asked];
  throw bad('quantiles', `at most ${MOST.quantiles} increasing numbers between 0 and 1 with 0.5 among them`, asked);
};

let wasm: LstmEngine | undefined;

/**
 * The engine that an option names; the `wasm` engine, and its workers, are the same for all who do not bring their own.
 */
export const engineOf = (engine: unknown = 'wasm'): LstmEngine => {
  if (engine === 'wasm') return (wasm ??= wasmEngine());
  if (engine === 'reference') return referenceEngine;
  const { train, network } = (engine ?? {}) as Partial<LstmEngine>;
  if (typeof train === 'function' && typeof network === 'function') return engine as LstmEngine;
  throw bad('engine', '"wasm", "reference" or an engine', engine);
};

/**
 * Fills in the defaults.
 *
 * @throws `PENSTOCK_BAD_OPTION` naming the first option that is out of range.
 */
export const checkLstmOptions = (options: LstmOptions): CheckedLstmOptions => {
  const { signal, onEpoch } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad('signal', 'an AbortSignal', signal);
  if (onEpoch !== undefined && typeof onEpoch !== 'function') throw bad('onEpoch', 'a function', onEpoch);
  const loss = oneOf('loss', options.loss ?? 'mse', ['mse', 'mae', 'huber', 'pinball']);
  const quantiles = quantilesOf(loss, options.quantiles);
  const steps = wholeNumber('steps', options.steps ?? 1, 1, MOST.steps);
  return {
    shape: {
      features: 1,
      window: wholeNumber('window', options.window ?? 15, 1, MOST.window),
      layers: layersOf(options.units ?? 10),
      outputs: steps * Math.max(1, quantiles.length),
      activation: oneOf('activation', options.activation ?? 'relu', ['tanh', 'relu']),
      gateActivation: oneOf('gateActivation', options.gateActivation ?? 'sigmoid', ['sigmoid', 'hardSigmoid']),
    },
    steps,
    quantiles,
    loss,
    delta: within(
      'huberDelta',
      options.huberDelta ?? 1,
      'a finite number greater than 0',
      (x) => x > 0 && x < Infinity,
    ),
    dropout: share('dropout', options.dropout),
    recurrentDropout: share('recurrentDropout', options.recurrentDropout),
    epochs: wholeNumber('epochs', options.epochs ?? 200, 1),
    batchSize: wholeNumber('batchSize', options.batchSize ?? 32, 1),
    learningRate: within(
      'learningRate',
      options.learningRate ?? 0.001,
      'greater than 0 and at most 10',
      (x) => x > 0 && x <= 10,
    ),
    clipNorm:
      options.clipNorm === undefined
        ? 0
        : within('clipNorm', options.clipNorm, 'a finite number greater than 0', (x) => x > 0 && x < Infinity),
    gaps: oneOf('gaps', options.gaps ?? 'refuse', ['refuse', 'allow']),
    scaling: oneOf('scaling', options.scaling ?? 'minMax', ['minMax', 'standard']),
    seed: wholeNumber('seed', options.seed ?? 0, 0, 2 ** 32 - 1),
    engine: engineOf(options.engine),
    signal,
    onEpoch,
  };
};
