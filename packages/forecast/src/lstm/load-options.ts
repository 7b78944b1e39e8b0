import type { OptionNames } from '@penstock/stream/options';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Scaler } from '../series/scaler.ts';
import type { LstmOptions } from './options.ts';

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

/** The names of {@link LstmLoadOptions}. */
export const loadOptionNames: OptionNames<LstmLoadOptions> = {
  engine: true,
  scaler: true,
  features: true,
  window: true,
  history: true,
  quantiles: true,
};
