import type { FutureFeatures } from './series/columns.ts';
import type { FeatureSeries } from './series/feature-series.ts';

/** The values that the true values fall below with a probability of `quantile`. */
export interface QuantileForecast {
  /** The probability: above 0 and below 1. */
  readonly quantile: number;
  /** One for each step, in the unit of the series. */
  readonly values: Float64Array;
}

/** A band around a point forecast. Its level is the share of true values that should lie inside. */
export interface ForecastInterval {
  /** The requested level, in percent. */
  readonly level: number;
  /** The lower and upper ends of the band, in the unit of the series. One for each step. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A forecast of the rows after the last row that the model knows. */
export interface Forecast {
  /**
   * The times of the forecast steps, in milliseconds since the Unix epoch, UTC. One for each step, strictly increasing.
   *
   * They continue the steps of the series. Calendar steps follow the calendar, so they may differ in length: monthly
   * steps keep the day of the month, or take the last day of a shorter month; a series of working days continues from
   * Friday to Monday, and has steps on holidays too; the local time of day stays the same when clocks change. A day
   * that a time zone skips has no step.
   */
  readonly times: Float64Array;
  /**
   * The point forecast, in the unit of the series. One for each step. For a model that predicts quantiles, it is the
   * median. With the option `levels` it is moved by the median error, unless `correct` is false.
   */
  readonly mean: Float64Array;
  /** From a model that learnt quantiles: one entry for each quantile, in increasing order. */
  readonly quantiles?: readonly QuantileForecast[];
  /** With the option `levels`: one band for each level, in the order of `levels`. */
  readonly intervals?: readonly ForecastInterval[];
}

/** Options of {@link Model.forecast}. */
export interface ForecastOptions {
  /**
   * The forecast starts after the end of this series instead of the training rows. The series needs at least
   * {@link Model.window} rows, and the features that the model was fitted with. The model is not fitted again. Default:
   * the training rows.
   */
  readonly after?: FeatureSeries;
  /**
   * The levels of the intervals, each a percentage of at least 1 and below 100, such as `[80, 95]`. Intervals are
   * measured on those rows of `after` that the model was not fitted on: the rows later than {@link Model.fittedUntil}.
   * Level 95 needs 39 such rows and one more for each further step; level 80 needs 9. Default: no intervals.
   */
  readonly levels?: readonly number[];
  /** The maximum number of rows to measure errors on; the latest ones are used. Default 1000. */
  readonly calibrationRows?: number;
  /**
   * For a model that was fitted with features known in advance: their values in the rows to forecast, at least
   * `horizon` values under each name. Calendar features are computed and need no values. Default: none.
   */
  readonly future?: FutureFeatures;
  /**
   * `split`: a band leaves out the share of past errors that its level allows. `adaptive`: that share follows how often
   * the bands of past rows held the true value, so the level stays right while errors grow or shrink. Default
   * `adaptive`.
   */
  readonly calibration?: 'adaptive' | 'split';
  /**
   * `absolute`: errors are differences, in the unit of the series. `relative`: errors are ratios, which suits prices.
   * Default: `relative` where all values and forecasts are greater than 0, else `absolute`.
   */
  readonly errors?: 'absolute' | 'relative';
  /**
   * With `levels`: whether the point forecast is moved by the median error, so that it lies inside its bands. The bands
   * do not become wider for it. Default true.
   */
  readonly correct?: boolean;
}

/** Options of {@link Model.predictions}. */
export interface PredictionOptions {
  /**
   * The index of the first row to predict: a whole number from {@link Model.window} to the number of rows less one.
   * Default: `window`.
   */
  readonly from?: number;
}

/** One-step-ahead predictions beside the true values. The three arrays have the same length. */
export interface Predictions {
  /** Times of the predicted rows. */
  readonly times: Float64Array;
  /** The true values of the series at these times. */
  readonly actual: Float64Array;
  /** The prediction of each row from the true rows before it. */
  readonly mean: Float64Array;
}

/** A fitted model. It keeps copies of the rows, so later changes to the series do not affect it. */
export interface Model<Saved = unknown> {
  /** How many past rows one prediction uses. */
  readonly window: number;

  /**
   * Time of the last row that the model was fitted on, in milliseconds since the Unix epoch, UTC; `-Infinity` for a
   * model that learns nothing from rows. Only later rows show how well the model forecasts.
   */
  readonly fittedUntil: number;

  /**
   * Forecasts the next `horizon` steps. Each step uses the forecasts of the steps before it as if they were true
   * values.
   *
   * Intervals are conformal. To make them, the model forecasts rows that it was not fitted on, the same number of steps
   * ahead, and collects the errors. The interval of a level leaves out the outer `100 - level` percent of the errors:
   * half of them at each end. If future errors are exchangeable with these, the interval holds the true value with a
   * probability of at least `level` percent, whatever the distribution. The errors of a series are at best nearly
   * exchangeable, so by default the share that is left out adapts to how often past bands held. The guide has the
   * measured coverage. Sources: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World", 2005; for
   * signed errors H. Linusson, U. Johansson, T. Löfström, "Signed-Error Conformal Regression", 2014; for series C. Xu,
   * Y. Xie, "Conformal Prediction Interval for Dynamic Time-Series", 2021; for the adaption I. Gibbs, E. Candès,
   * "Adaptive Conformal Inference Under Distribution Shift", 2021.
   *
   * @param horizon - Whole number of at least 1. A model with features that are not known in advance cannot forecast
   * more steps than it predicts at once.
   * @throws `PENSTOCK_BAD_OPTION`, also for `levels` without `after`; for `after`: `PENSTOCK_SERIES_INVALID`,
   * `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_TOO_SHORT`, also when too few rows are left to measure `levels` on.
   *
   * @example
   * ```ts
   * const model = await naive.fit(closes);
   * const { mean, intervals } = model.forecast(7, { after: closes, levels: [80, 95] });
   * ```
   */
  forecast(horizon: number, options?: ForecastOptions): Forecast;

  /**
   * Predicts every row from index `from` on. Each prediction uses the true rows before it, never that row or a later
   * one.
   *
   * To measure the model on test rows, pass training and test rows together, and the number of training rows as `from`.
   *
   * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_TOO_SHORT`.
   */
  predictions(series: FeatureSeries, options?: PredictionOptions): Predictions;

  /**
   * Returns a copy of the model as plain data. The forecaster's `load` makes a model of it again, and documents how to
   * store it.
   */
  save(): Saved;
}

/**
 * A method that fits models to series.
 *
 * @example
 * ```ts
 * const model = await naive.fit(closes);
 * const { times, mean } = model.forecast(7);
 * ```
 */
export interface Forecaster<Options, Saved = unknown> {
  /**
   * Fits a model on all rows of `series`, so hold back test rows before the call. A forecaster that uses no features
   * ignores them.
   *
   * @returns A promise that rejects with `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID` (naming the index) or
   * `PENSTOCK_SERIES_TOO_SHORT`, before any work starts.
   */
  fit(series: FeatureSeries, options?: Options): Promise<Model<Saved>>;

  /**
   * Makes a model from what {@link Model.save} returned.
   *
   * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_FORMAT_UNSUPPORTED` for an unknown format version.
   */
  load(saved: unknown): Model<Saved>;
}
