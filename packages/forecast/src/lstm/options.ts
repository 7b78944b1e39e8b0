import type { OptionNames } from '@penstock/stream/options';
import type { EpochReport, Loss, LstmEngine } from '../engine/engine.ts';
import type { Activation, GateActivation } from '../engine/network-shape.ts';
import type { Scaling } from '../series/scaler.ts';

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
