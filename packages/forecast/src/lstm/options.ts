import type { OptionNames } from '@penstock/stream/options';
import type { EpochReport, Loss, LstmEngine } from '../engine/engine.ts';
import type { Activation, GateActivation } from '../engine/network-shape.ts';
import type { Scaling } from '../series/scaler.ts';

/** Options of the LSTM; all optional. */
export interface LstmOptions {
  /** How many past rows one prediction uses: whole, 1 to 10000. Default 15. */
  readonly window?: number;
  /** Cells: whole, 1 to 1024; several numbers are as many layers, at most 8, from the inputs on. Default 10. */
  readonly units?: number | readonly number[];
  /** The activation of a cell's candidate and state. `tanh` is the usual one. Default `relu`. */
  readonly activation?: Activation;
  /** The activation of the gates. Default `sigmoid`, as in Keras and PyTorch; TensorFlow.js has `hardSigmoid`. */
  readonly gateActivation?: GateActivation;
  /** How many rows one prediction gives: whole, 1 to 1000. Longer forecasts continue from these. Default 1. */
  readonly steps?: number;
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
  /** Passes over the training windows: whole, at least 1. Default 200. */
  readonly epochs?: number;
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
  /** How the training rows are scaled. Default `minMax`. */
  readonly scaling?: Scaling;
  /** Determines the first weights, the order of windows and the dropout: whole, 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /**
   * The engine: `wasm`, `reference` for checks, or one that {@link wasmEngine} or `tfjsEngine` made. Default `wasm`.
   */
  readonly engine?: 'wasm' | 'reference' | LstmEngine;
  /** Stops the training; `fit` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every epoch. An exception that it throws stops the training and rejects `fit`. */
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
