import type { NetworkShape } from '../engine/network-shape.ts';
import type { Combine } from '../ensemble/combine.ts';
import type { Tail } from '../model/tail.ts';
import type { Columns } from '../series/columns.ts';
import type { Scaler, Scaling } from '../series/scaler.ts';
import type { FittedTransform } from '../transforms/transform.ts';

/** All data of an LSTM model. */
export interface LstmWeights {
  readonly shape: NetworkShape;
  /** How many rows the network predicts at once. */
  readonly steps: number;
  /** The quantiles that are predicted for each row. If empty, one value is predicted for each row. */
  readonly quantiles: readonly number[];
  /** Whether the model forecasts at most `steps` rows. */
  readonly direct: boolean;
  /** The network's inputs after the series' own values. */
  readonly columns: Columns;
  /** Applied to the series' own values before they are scaled. */
  readonly transforms: FittedTransform;
  /** The scaler of each input. */
  readonly scalers: readonly [own: Scaler, ...others: Scaler[]];
  /** How the scalers were fitted; `undefined` if another program trained the network. */
  readonly scaling: Scaling | undefined;
  /** Whether the network was trained on several series. */
  readonly global: boolean;
  /** The last training rows, as many as a forecast uses. */
  readonly tail: Tail;
  /** In milliseconds. A longer step between two past rows is an error. `Infinity` means that no step is too long. */
  readonly longestStep: number;
  /** Time of the last row that the model was fitted on. */
  readonly fittedUntil: number;
  /** The weights of each member, in the order of `layoutOf`, all in single precision. */
  readonly members: readonly [first: Float64Array, ...others: Float64Array[]];
  /** How the members' predictions are combined. */
  readonly combine: Combine;
}
