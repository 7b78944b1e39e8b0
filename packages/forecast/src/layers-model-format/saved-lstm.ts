/**
 * A saved LSTM: the files of a LayersModel of TensorFlow.js, each under its name.
 *
 * `tf.loadLayersModel` loads them unchanged: a Sequential that takes scaled windows, [window][row][input], and gives
 * scaled outputs, [window][step and quantile]. What the format has no place for (scalers, features, steps, quantiles,
 * the last training rows) is in its user-defined metadata, under `penstock`. Weights are in single precision: about 2
 * kB for 10 cells and 650 kB for 200.
 */
export interface SavedLstm {
  /** The network, the names and shapes of its arrays of weights, and the metadata: JSON in UTF-8. */
  readonly 'model.json': Uint8Array;
  /** All arrays of weights one after another, little-endian. */
  readonly 'weights.bin': Uint8Array;
  /**
   * Of a model of several members only: the weights of those after the first, one after another, each as in
   * `weights.bin`. TensorFlow.js ignores it and loads the first member.
   */
  readonly 'members.bin'?: Uint8Array;
}

/** Files of one folder: the bytes of each, under its name. */
export type LayersFiles = Readonly<Record<string, Uint8Array>>;
