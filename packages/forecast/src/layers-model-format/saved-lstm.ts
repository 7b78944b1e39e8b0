/**
 * A saved LSTM: the files of a LayersModel of TensorFlow.js by name.
 *
 * `tf.loadLayersModel` loads them unchanged, as a Sequential that takes scaled windows, [window][row][input], and
 * returns scaled outputs, [window][step and quantile]. The format has no fields for scalers, features, steps, quantiles
 * and the last training rows; they are in its user-defined metadata, under `penstock`. Weights are in single precision:
 * about 2 kB for 10 cells and 650 kB for 200.
 */
export interface SavedLstm {
  /** The network, the names and shapes of its arrays of weights, and the metadata: JSON in UTF-8. */
  readonly 'model.json': Uint8Array;
  /** All arrays of weights in one file, little-endian. */
  readonly 'weights.bin': Uint8Array;
  /**
   * Only for a model of several members: the weights of the members after the first, in order, each as in
   * `weights.bin`. TensorFlow.js ignores this file and loads the first member.
   */
  readonly 'members.bin'?: Uint8Array;
}

/** The files of a folder: the bytes of each by name. */
export type LayersFiles = Readonly<Record<string, Uint8Array>>;
