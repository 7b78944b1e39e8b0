import type { FutureFeatures } from './series/columns.ts';
import type { FeatureSeries } from './series/feature-series.ts';

/** Values that the true ones stay below with a probability of `quantile`. */
export interface QuantileForecast {
  /** Between 0 and 1. */
  readonly quantile: number;
  /** In the unit of the series. One a step. */
  readonly values: Float64Array;
}

/** A band around a point forecast. Its level says how often the true values should be inside. */
export interface ForecastInterval {
  /** In percent, as requested. */
  readonly level: number;
  /** In the unit of the series, as `upper`. One a step. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What a model expects after the last row it knows. */
export interface Forecast {
  /**
   * Milliseconds since the Unix epoch, UTC: the steps of the series, continued. Steps by the calendar follow it: months
   * keep their day, or have their last one where they are shorter; a series of working days goes on from a Friday to a
   * Monday, also over holidays; the local time of day stays over changes of clocks. Such steps differ in length, and a
   * day that a time zone has left out has none. One a step, strictly increasing.
   */
  readonly times: Float64Array;
  /**
   * The point forecast, in the unit of the series; the median where the model predicts quantiles. With the option
   * `levels` it is moved by the median error unless `correct` is false. One a step.
   */
  readonly mean: Float64Array;
  /** From a model that learnt quantiles: one entry for each, in increasing order. */
  readonly quantiles?: readonly QuantileForecast[];
  /** With the option `levels`: one band for each level, in the same order. */
  readonly intervals?: readonly ForecastInterval[];
}

/** Options of {@link Model.forecast}. */
export interface ForecastOptions {
  /**
   * Forecast from the end of this series instead of the training rows' end; at least {@link Model.window} rows, with
   * the features that the model was fitted with. The model is not fitted again. Default: the training rows.
   */
  readonly after?: FeatureSeries;
  /**
   * Levels of the intervals wanted, each a percentage of at least 1 and below 100, such as `[80, 95]`. They are
   * measured on the rows of `after` that the model was not fitted on, those later than {@link Model.fittedUntil}: level
   * 95 takes 39 of them and one for each further step, level 80 takes 9. Default: no intervals.
   */
  readonly levels?: readonly number[];
  /** How many of the latest of those rows errors are measured on, at most. Default 1000. */
  readonly calibrationRows?: number;
  /**
   * For a model that was fitted with features known in advance: their values in the rows to come, one a step and at
   * least `horizon` of them under each name. Calendar features are computed. Default: none.
   */
  readonly future?: FutureFeatures;
  /**
   * `split`: a band leaves out the share of past errors that its level says. `adaptive`: the share follows how often
   * the bands of past rows held, so that the level is kept while errors grow or shrink. Default `adaptive`.
   */
  readonly calibration?: 'adaptive' | 'split';
  /**
   * `absolute`: errors are differences, in the unit of the series. `relative`: errors are ratios, as suits prices.
   * Default: `relative` where all values and forecasts are greater than 0, else `absolute`.
   */
  readonly errors?: 'absolute' | 'relative';
  /**
   * With `levels`: whether the point forecast is moved by the median of the errors, so that it lies in its bands. Bands
   * are never widened for it. Default true.
   */
  readonly correct?: boolean;
}

/** Options of {@link Model.predictions}. */
export interface PredictionOptions {
  /**
   * The first row to predict: a whole number of {@link Model.window} to the number of rows less one. Default: `window`.
   */
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
   * Time of the last row that it was fitted on, in milliseconds since the Unix epoch, UTC; `-Infinity` for a model that
   * learns nothing from rows. Only on later rows can one see how well it does.
   */
  readonly fittedUntil: number;

  /**
   * Forecasts the next `horizon` steps; each step takes the forecasts before it as if they had come true.
   *
   * Intervals are conformal: an interval's ends are errors of the same number of steps ahead, made on rows that the
   * model was not fitted on, all but the outer `100 - level` percent, half of them on each side. If the errors ahead
   * are exchangeable with those, the interval holds the true value with a chance of at least `level` percent, whatever
   * their distribution. In series they are so at best nearly, so by default the share left out adapts to how often past
   * bands held. The guide says what was found. Sources: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a
   * Random World", 2005; for signed errors H. Linusson, U. Johansson, T. Löfström, "Signed-Error Conformal Regression",
   * 2014; for series C. Xu, Y. Xie, "Conformal Prediction Interval for Dynamic Time-Series", 2021; for the adaption I.
   * Gibbs, E. Candès, "Adaptive Conformal Inference Under Distribution Shift", 2021.
   *
   * @param horizon - Whole number of at least 1. A model with features that are not known in advance
   * forecasts no more steps than it predicts at once.
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
   * Predicts every row from `from` on out of the true rows before it, and never looks at that row or a later one.
   *
   * To measure on test rows, pass training and test rows together and the number of training rows as `from`.
   *
   * @throws `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_GAP`, `PENSTOCK_SERIES_TOO_SHORT`.
   */
  predictions(series: FeatureSeries, options?: PredictionOptions): Predictions;

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
   * Fits a model on all rows of `series`; hold test rows back yourself. Features are left aside where a model has no
   * use for them.
   *
   * @returns A promise that rejects with `PENSTOCK_BAD_OPTION`, `PENSTOCK_SERIES_INVALID` (naming the
   * index) or `PENSTOCK_SERIES_TOO_SHORT`, before any work starts.
   */
  fit(series: FeatureSeries, options?: Options): Promise<Model<Saved>>;

  /**
   * Makes a model out of what {@link Model.save} gave.
   *
   * @throws `PENSTOCK_MODEL_INVALID` naming what is wrong; `PENSTOCK_FORMAT_UNSUPPORTED` for an unknown format version.
   */
  load(saved: unknown): Model<Saved>;
}
