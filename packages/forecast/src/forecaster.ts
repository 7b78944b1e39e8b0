import type { Series } from '@penstock/stream';

/** Values that the true ones stay below with a chance of `quantile`. */
export interface QuantileForecast {
  /** Between 0 and 1. */
  readonly quantile: number;
  /** In the unit of the series. One a step. */
  readonly values: Float64Array;
}

/** What a model expects after the last row it knows. */
export interface Forecast {
  /** Milliseconds since the Unix epoch, UTC: the series' median step, continued. One a step. */
  readonly times: Float64Array;
  /** The point forecast, in the unit of the series; the median where quantiles are told. One a step. */
  readonly mean: Float64Array;
  /** Of a model that learnt quantiles: for each, in increasing order, one value a step. */
  readonly quantiles?: readonly QuantileForecast[];
}

/** Options of {@link Model.forecast}. */
export interface ForecastOptions {
  /**
   * Forecast from the end of this series instead of the training rows' end; at least
   * {@link Model.window} rows. The model is not fitted again. Default: the training rows.
   */
  readonly after?: Series;
}

/** Options of {@link Model.predictions}. */
export interface PredictionOptions {
  /** The first row to predict: a whole number of {@link Model.window} to the number of rows less one. Default: `window`. */
  readonly from?: number;
}

/** One-step-ahead predictions and what really came; the three arrays have one length. */
export interface Predictions {
  /** Times of the predicted rows. */
  readonly times: Float64Array;
  /** What the series holds there. */
  readonly actual: Float64Array;
  /** What the model said, from the true rows before each. */
  readonly mean: Float64Array;
}

/** A fitted model. It holds copies, so that changing the series afterwards changes nothing. */
export interface Model<Saved = unknown> {
  /** How many past rows one prediction looks at. */
  readonly window: number;

  /**
   * Forecasts the next `horizon` steps; each step takes the forecasts before it as if they had come true.
   *
   * @param horizon - Whole number of at least 1.
   * @throws `PENSTOCK_BAD_OPTION`; for `after`: `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`.
   */
  forecast(horizon: number, options?: ForecastOptions): Forecast;

  /**
   * Predicts every row from `from` on out of the true rows before it, and never looks at that row or a later one.
   *
   * To measure on test rows, pass training and test rows together and the number of training rows as `from`.
   *
   * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`.
   */
  predictions(series: Series, options?: PredictionOptions): Predictions;

  /** The model as data alone, a copy; the forecaster's `load` takes it back, and says how it is kept. */
  save(): Saved;
}

/**
 * A way to make models out of series.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes);
 * const { times, mean } = model.forecast(7);
 * ```
 */
export interface Forecaster<Options, Saved = unknown> {
  /**
   * Fits a model on all rows of `series`; hold test rows back yourself.
   *
   * @returns A promise that rejects with `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID` (naming the
   * index) or `PENSTOCK_SERIES_TOO_SHORT`, before any work starts.
   */
  fit(series: Series, options?: Options): Promise<Model<Saved>>;

  /**
   * Makes a model out of what {@link Model.save} gave.
   *
   * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong.
   */
  load(saved: unknown): Model<Saved>;
}
