import type { OptionNames } from '@penstock/stream/options';
import type { FeatureSeries } from '../forecaster.ts';
import type { LstmOptions } from '../lstm/options.ts';
import type { NetworkShape } from '../engine/shape.ts';
import type { Scaler } from '../series/scaler.ts';
import type { Tail } from '../forecasters/window-model.ts';

/** All that makes an LSTM model. */
export interface LstmWeights {
  readonly shape: NetworkShape;
  /** Rows told at once. */
  readonly steps: number;
  /** Quantiles told of each row; none: one value. */
  readonly quantiles: readonly number[];
  /** Names of the features, which are the network's inputs after the series' own values. */
  readonly features: readonly string[];
  /** Of each input. */
  readonly scalers: readonly [own: Scaler, ...features: Scaler[]];
  /** The end of the training rows; as many as the window is long. */
  readonly tail: Tail;
  /** Milliseconds; past rows that lie further apart are refused, with `Infinity` none. */
  readonly longestStep: number;
  /** Time of the last row that it was fitted on. */
  readonly fittedUntil: number;
  /** In the order of `layoutOf`, each a number of single precision. */
  readonly parameters: Float64Array;
}

/**
 * What an LSTM saves: the files of a LayersModel of TensorFlow.js, each under its name.
 *
 * `tf.loadLayersModel` takes them as they are: a Sequential over scaled windows, [window][row][input], that gives
 * scaled outputs, [window][step and quantile]. What that format has no place for (scalers, features, steps, quantiles,
 * the last training rows) stands in its user-defined metadata, under `penstock`. Weights are numbers of single
 * precision: some 2 kB for 10 cells and 650 kB for 200.
 */
export interface SavedLstm {
  /** The network, the names and shapes of its arrays of weights, and the metadata: JSON in UTF-8. */
  readonly 'model.json': Uint8Array;
  /** All arrays of weights one after another, little-endian. */
  readonly 'weights.bin': Uint8Array;
}

/** Files of one folder: what is in each, under its name. */
export type LayersFiles = Readonly<Record<string, Uint8Array>>;

/** The names of {@link LstmLoadOptions}. */
export const loadOptionNames: OptionNames<LstmLoadOptions> = {
  engine: true,
  scaler: true,
  features: true,
  window: true,
  history: true,
  quantiles: true,
};

/** How {@link LstmForecaster.load} makes the model, and what a LayersModel of others does not tell of itself. */
export interface LstmLoadOptions {
  /** What computes, as of {@link LstmOptions}. Default `wasm`. */
  readonly engine?: LstmOptions['engine'];
  /**
   * How values were scaled for its training. Must be given for a model that Penstock did not make. Default: what the
   * model tells.
   */
  readonly scaler?: Scaler;
  /**
   * Name and scaler of each input after the first, in the model's order. Must be given for a model of several inputs
   * that Penstock did not make; its first input has to be the series that it tells. Default: what the model tells.
   */
  readonly features?: Readonly<Record<string, Scaler>>;
  /** Rows of a window: whole, 1 to 10000. Default: those of the model's input shape. */
  readonly window?: number;
  /**
   * Rows to forecast from where `forecast` is not told `after`, with the model's features; at least a window and two
   * rows. Must be given for a model that Penstock did not make. Default: the last rows that the model was trained on.
   */
  readonly history?: FeatureSeries;
  /**
   * What its outputs are, as of {@link LstmOptions}: [step][quantile]. Default: what the model tells, else one value of
   * each step.
   */
  readonly quantiles?: readonly number[];
}
