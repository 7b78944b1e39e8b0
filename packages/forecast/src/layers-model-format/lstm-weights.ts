import type { NetworkShape } from '../engine/network-shape.ts';
import type { Tail } from '../model/tail.ts';
import type { Scaler } from '../series/scaler.ts';

/** All data of an LSTM model. */
export interface LstmWeights {
  readonly shape: NetworkShape;
  /** Rows that the network predicts at once. */
  readonly steps: number;
  /** Quantiles that it predicts for each row; empty: one value for each row. */
  readonly quantiles: readonly number[];
  /** Names of the features, which are the network's inputs after the series' own values. */
  readonly features: readonly string[];
  /** Of each input. */
  readonly scalers: readonly [own: Scaler, ...features: Scaler[]];
  /** The last training rows: those of one window. */
  readonly tail: Tail;
  /** Milliseconds; a longer step between two past rows is an error. `Infinity`: no step is. */
  readonly longestStep: number;
  /** Time of the last row that it was fitted on. */
  readonly fittedUntil: number;
  /** In the order of `layoutOf`, each a number of single precision. */
  readonly parameters: Float64Array;
}
