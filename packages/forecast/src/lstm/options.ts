import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import type { OptionNames } from '@penstock/stream/internal';
import type { EpochReport, Loss, LstmEngine } from '../engine/engine.ts';
import type { Activation, GateActivation } from '../engine/network-shape.ts';
import type { Combine } from '../ensemble/combine.ts';
import type { CalendarFeature } from '../series/calendar-features.ts';
import type { Scaling } from '../series/scaler.ts';
import type { Transform } from '../transforms/transform.ts';

/** When a training ends before its last epoch. */
export interface EarlyStopping {
  /**
   * How many epochs in a row may pass without a lower validation loss before the training ends: whole, at least 1.
   * Default 5.
   */
  readonly patience?: number;
  /** The share of each series' windows, the last ones, that are used for validation only: 0.01 to 0.5. Default 0.1. */
  readonly share?: number;
}

/** The loss of one pass of one member over the training windows. */
export interface LstmEpochReport extends EpochReport {
  /** 0 for the first member, which uses the seed `seed`. */
  readonly member: number;
}

/** Options of the LSTM; all optional. */
export interface LstmOptions extends StepOptions {
  /**
   * Applied to the series in this order before the network gets it; forecasts and quantiles are transformed back. See
   * {@link Transform}. `auto` chooses by the training rows: logarithms if all are above 0; then, if there is a season
   * of clock or calendar, it is removed and each window is scaled separately; otherwise differences. `[]` applies none.
   * Default `auto`.
   */
  readonly transforms?: 'auto' | readonly Transform[];
  /**
   * How many past rows, after the transforms, one prediction uses: whole, 1 to 10000. Default 15; two seasons if `auto`
   * removes a season and that is more.
   */
  readonly window?: number;
  /**
   * How many cells a layer has: whole, 1 to 1024. A list sets several layers, at most 8, from the inputs on. Default
   * 10.
   */
  readonly units?: number | readonly number[];
  /** The activation of a cell's candidate and state. Default `tanh`. */
  readonly activation?: Activation;
  /** The activation of the gates. Default `sigmoid`, as in Keras and PyTorch; TensorFlow.js has `hardSigmoid`. */
  readonly gateActivation?: GateActivation;
  /** How many rows one prediction covers: whole, 1 to 1000. Longer forecasts continue from these. Default 1. */
  readonly steps?: number;
  /**
   * How to forecast more than `steps` rows. `recursive` continues from its own forecasts. `direct` throws, so that the
   * network is trained for every step of a forecast. Default `recursive`.
   */
  readonly multiStep?: 'recursive' | 'direct';
  /**
   * How many rows apart the training windows start: whole, at least 1. The last possible window is always used. Default
   * 1.
   */
  readonly stride?: number;
  /**
   * Names of features whose values are known in advance, such as holidays. The network gets them up to the last row
   * that it predicts; forecasts take them from `future`. Default: none.
   */
  readonly known?: readonly string[];
  /** Calendar features to learn from, computed from the times of the rows in UTC. No duplicates. Default: none. */
  readonly calendar?: readonly CalendarFeature[];
  /** The loss that the training minimises. Default `mse`. */
  readonly loss?: Loss;
  /** The error, in scaled values, at which Huber's loss turns from squared to linear: above 0. Default 1. */
  readonly huberDelta?: number;
  /** The quantiles for `pinball`: increasing, between 0 and 1, with 0.5 among them. Default 0.1, 0.5 and 0.9. */
  readonly quantiles?: readonly number[];
  /** The share of each layer's inputs that is dropped in training: at least 0, below 1. Default 0. */
  readonly dropout?: number;
  /**
   * The share of each layer's state that is dropped in training on its way to the next step: at least 0, below 1.
   * Default 0.
   */
  readonly recurrentDropout?: number;
  /** The maximum number of passes over the training windows: whole, at least 1. Default 200. */
  readonly epochs?: number;
  /**
   * Ends the training when the loss of validation windows no longer falls, and keeps the weights of the epoch with the
   * lowest loss. `false` runs all epochs. Default: the defaults of {@link EarlyStopping}, but no early stopping for a
   * series with fewer than 30 windows.
   */
  readonly earlyStopping?: boolean | EarlyStopping;
  /**
   * How many networks are trained, with the seeds `seed`, `seed + 1` and so on: whole, 1 to 100. Their predictions are
   * combined. Default 1.
   */
  readonly members?: number;
  /** How the predictions of the members are combined. Default `mean`. */
  readonly combine?: Combine;
  /** How many windows one step of the optimiser uses: whole, at least 1. The last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** Adam's learning rate: above 0, at most 10. Default 0.001. */
  readonly learningRate?: number;
  /**
   * The largest Euclidean norm of the gradient of all weights: above 0. A larger gradient is scaled down to it.
   * Default: no limit.
   */
  readonly clipNorm?: number;
  /**
   * `refuse`: a gap is an error, in `fit` and in the rows that a forecast or prediction uses. A gap is a step longer
   * than one and a half times the median step; for a series that pauses every week, as markets do, it is a step longer
   * than a week. `allow`: gaps are ignored, and the rows around a gap count as neighbours. Default `refuse`.
   */
  readonly gaps?: 'refuse' | 'allow';
  /**
   * How the training rows are scaled after the transforms. Not used if a transform scales each window separately.
   * Default `standard`.
   */
  readonly scaling?: Scaling;
  /** Decides the initial weights, the order of windows and the dropout: whole, 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /** The engine: `wasm`, `reference` for checks, or one made by {@link wasmEngine} or `tfjsEngine`. Default `wasm`. */
  readonly engine?: 'wasm' | 'reference' | LstmEngine;
  /** Stops the training; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every epoch of each member. An exception that it throws stops the training and rejects `fit`. */
  readonly onEpoch?: (report: LstmEpochReport) => void;
}

/** The names of {@link LstmOptions}. */
export const lstmOptionNames: OptionNames<LstmOptions> = {
  ...stepOptionNames,
  transforms: true,
  window: true,
  units: true,
  activation: true,
  gateActivation: true,
  steps: true,
  multiStep: true,
  stride: true,
  known: true,
  calendar: true,
  loss: true,
  huberDelta: true,
  quantiles: true,
  dropout: true,
  recurrentDropout: true,
  epochs: true,
  earlyStopping: true,
  members: true,
  combine: true,
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
