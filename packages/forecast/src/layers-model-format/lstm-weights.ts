import type { NetworkShape } from '../engine/network-shape.ts';
import type { Combine } from '../ensemble/combine.ts';
import type { Tail } from '../model/tail.ts';
import type { Columns } from '../series/columns.ts';
import type { Scaler, Scaling } from '../series/scaler.ts';
import type { FittedTransform } from '../transforms/transform.ts';

/** All data of an LSTM model. */
export interface LstmWeights {
  readonly shape: NetworkShape;
  /** Rows that the network predicts at once. */
  readonly steps: number;
  /** Quantiles that it predicts for each row; empty: one value for each row. */
  readonly quantiles: readonly number[];
  /** Whether it forecasts no further than `steps`. */
  readonly direct: boolean;
  /** The network's inputs after the series' own values. */
  readonly columns: Columns;
  /** What the series' own values go through before they are scaled. */
  readonly transforms: FittedTransform;
  /** Of each input. */
  readonly scalers: readonly [own: Scaler, ...others: Scaler[]];
  /** How these were fitted: `undefined` where another program trained the network. */
  readonly scaling: Scaling | undefined;
  /** Whether the network was trained on several series. */
  readonly global: boolean;
  /** The last training rows: those that a forecast looks at. */
  readonly tail: Tail;
  /** Milliseconds; a longer step between two past rows is an error. `Infinity`: no step is. */
  readonly longestStep: number;
  /** Time of the last row that it was fitted on. */
  readonly fittedUntil: number;
  /** Of each member, in the order of `layoutOf`, each a number of single precision. */
  readonly members: readonly [first: Float64Array, ...others: Float64Array[]];
  /** How the members' predictions become one. */
  readonly combine: Combine;
}
