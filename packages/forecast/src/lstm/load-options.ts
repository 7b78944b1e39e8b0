import type { OptionNames } from '@penstock/stream/internal';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Scaler } from '../series/scaler.ts';
import type { LstmOptions } from './options.ts';

/** Options of {@link LstmForecaster.load}: the engine, and facts that the files of other programs do not contain. */
export interface LstmLoadOptions {
  /** The engine, as in {@link LstmOptions}. Default `wasm`. */
  readonly engine?: LstmOptions['engine'];
  /**
   * The scaler of the series in its training. Required for a model that Penstock did not save. Default: the saved one.
   */
  readonly scaler?: Scaler;
  /**
   * Name and scaler of each input after the first, in the model's order. Required for a model of several inputs that
   * Penstock did not save; its first input must be the series that it predicts. Default: the saved ones.
   */
  readonly features?: Readonly<Record<string, Scaler>>;
  /** Rows of a window: whole, 1 to 10000. Default: as in the model's input shape. */
  readonly window?: number;
  /**
   * The rows that a forecast without `after` starts from, with the model's features: at least a window, and at least
   * two rows. Required for a model that Penstock did not save. Default: the last training rows.
   */
  readonly history?: FeatureSeries;
  /**
   * The quantiles of its outputs, [step][quantile], as in {@link LstmOptions}. Default: the saved ones; if there are
   * none, one value for each step.
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
