import type { NetworkShape } from '../engine/network-shape.ts';
import type { Tail } from '../forecasters/tail.ts';
import type { Scaler } from '../series/scaler.ts';

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
