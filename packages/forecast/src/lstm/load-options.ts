import type { OptionNames } from '@penstock/stream/options';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { Scaler } from '../series/scaler.ts';
import type { LstmOptions } from './options.ts';

/** Options of {@link LstmForecaster.load}: the engine, and what the files of another program do not contain. */
export interface LstmLoadOptions {
  /** What computes, as of {@link LstmOptions}. Default `wasm`. */
  readonly engine?: LstmOptions['engine'];
  /**
   * How values were scaled for its training. Required for a model that Penstock did not save. Default: the saved one.
   */
  readonly scaler?: Scaler;
  /**
   * Name and scaler of each input after the first, in the model's order. Required for a model of several inputs that
   * Penstock did not save; its first input must be the series that it predicts. Default: the saved ones.
   */
  readonly features?: Readonly<Record<string, Scaler>>;
  /** Rows of a window: whole, 1 to 10000. Default: those of the model's input shape. */
  readonly window?: number;
  /**
   * Rows that `forecast` starts from when it gets no `after`, with the model's features: at least a window, and at
   * least two. Required for a model that Penstock did not save. Default: the last training rows.
   */
  readonly history?: FeatureSeries;
  /**
   * The quantiles of its outputs, [step][quantile], as in {@link LstmOptions}. Default: the saved ones; without them
   * one value for each step.
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
