import { stepOptionNames } from '../calendar/step-options.ts';
import type { StepOptions } from '../calendar/step-options.ts';
import type { OptionNames } from '@penstock/stream/options';
import type { EpochReport, Loss, LstmEngine } from '../engine/engine.ts';
import type { Activation, GateActivation } from '../engine/network-shape.ts';
import type { Combine } from '../ensemble/combine.ts';
import type { CalendarFeature } from '../series/calendar-features.ts';
import type { Scaling } from '../series/scaler.ts';
import type { Transform } from '../transforms/transform.ts';

/** When a training ends before its last epoch. */
export interface EarlyStopping {
  /** Epochs without a lower validation loss after which it ends: whole, at least 1. Default 5. */
  readonly patience?: number;
  /** Share of each series' windows that is held back for validation, the last ones: 0.01 to 0.5. Default 0.1. */
  readonly share?: number;
}

/** The loss of one pass over the training windows, by one member of the model. */
export interface LstmEpochReport extends EpochReport {
  /** 0 for the first member, whose seed is the option `seed`. */
  readonly member: number;
}

/** Options of the LSTM; all optional. */
export interface LstmOptions extends StepOptions {
  /**
   * What the series goes through before the network sees it, in this order; forecasts and quantiles are brought back.
   * See {@link Transform}. `auto` chooses by the training rows: logarithms where all are above 0; then, with a season
   * of the clock or the calendar, that season taken out and each window scaled by itself, else differences. `[]` hands
   * over the rows themselves. Default `auto`.
   */
  readonly transforms?: 'auto' | readonly Transform[];
  /**
   * How many past rows, after the transforms, one prediction uses: whole, 1 to 10000. Default 15, or the rows of two
   * seasons where `auto` takes out a season and these are more.
   */
  readonly window?: number;
  /** Cells: whole, 1 to 1024; several numbers are as many layers, at most 8, from the inputs on. Default 10. */
  readonly units?: number | readonly number[];
  /** The activation of a cell's candidate and state. Default `tanh`. */
  readonly activation?: Activation;
  /** The activation of the gates. Default `sigmoid`, as in Keras and PyTorch; TensorFlow.js has `hardSigmoid`. */
  readonly gateActivation?: GateActivation;
  /** How many rows one prediction gives: whole, 1 to 1000. Longer forecasts continue from these. Default 1. */
  readonly steps?: number;
  /**
   * What forecasts of more than `steps` rows do: `recursive` continues from its own forecasts, `direct` refuses them,
   * so that every step of a forecast is one that the network was trained for. Default `recursive`.
   */
  readonly multiStep?: 'recursive' | 'direct';
  /** Rows from one training window to the next: whole, at least 1. The last window is always one of them. Default 1. */
  readonly stride?: number;
  /**
   * Names of the features whose values are known in advance, such as holidays. The network sees them up to the last row
   * that it predicts; forecasts take them from `future`. Default: none.
   */
  readonly known?: readonly string[];
  /** Calendar features to learn from, by the times of the rows in UTC; each once. Default: none. */
  readonly calendar?: readonly CalendarFeature[];
  /** The loss that the training minimises. Default `mse`. */
  readonly loss?: Loss;
  /** Where Huber's loss turns from squared to linear, in scaled values: greater than 0. Default 1. */
  readonly huberDelta?: number;
  /** The quantiles for `pinball`: increasing, between 0 and 1, with 0.5 among them. Default 0.1, 0.5 and 0.9. */
  readonly quantiles?: readonly number[];
  /** Share of each layer's inputs dropped in training: 0 up to but not including 1. Default 0. */
  readonly dropout?: number;
  /**
   * Share of each layer's state dropped on its way to the next step in training: 0 up to but not including 1. Default
   * 0.
   */
  readonly recurrentDropout?: number;
  /** Passes over the training windows, at most: whole, at least 1. Default 200. */
  readonly epochs?: number;
  /**
   * Ends the training when the loss of windows that it holds back falls no more, and keeps the weights of the epoch
   * where it was lowest. `false`: it does all epochs. Default: as {@link EarlyStopping} says, but none where a series
   * has fewer than 30 windows.
   */
  readonly earlyStopping?: boolean | EarlyStopping;
  /**
   * Networks that are trained, from the seeds `seed`, `seed + 1` and so on, whose predictions are combined: whole, 1 to
   * 100. Default 1.
   */
  readonly members?: number;
  /** How their predictions are combined. Default `mean`. */
  readonly combine?: Combine;
  /** Windows a step of the optimiser: whole, at least 1; the last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** Adam's rate: greater than 0, at most 10. Default 0.001. */
  readonly learningRate?: number;
  /**
   * The largest Euclidean norm of the gradient of all weights; a larger one is scaled down to it: greater than 0.
   * Default: no limit.
   */
  readonly clipNorm?: number;
  /**
   * `refuse`: a missing row is an error, in `fit` and in the rows that a forecast or prediction uses. A step of more
   * than one and a half times the median step counts as one; where the series rests every week, as markets do, a step
   * of more than a week. `allow`: consecutive rows are neighbours, however long the step is. Default `refuse`.
   */
  readonly gaps?: 'refuse' | 'allow';
  /**
   * How the training rows are scaled after the transforms. What a transform scales by window is not scaled again.
   * Default `standard`.
   */
  readonly scaling?: Scaling;
  /** Determines the first weights, the order of windows and the dropout: whole, 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /**
   * The engine: `wasm`, `reference` for checks, or one that {@link wasmEngine} or `tfjsEngine` made. Default `wasm`.
   */
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
