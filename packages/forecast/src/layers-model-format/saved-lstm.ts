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
