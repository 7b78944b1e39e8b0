/** What a fitted transform saves, as plain data. */
export interface SavedTransform {
  /** The transform's name, such as `log`. */
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A transform fitted on training rows. */
export interface FittedTransform {
  /** How many rows at the start it consumes: 1 for a difference, 0 for a logarithm. */
  readonly lookback: number;
  /** Whether it learnt something from the training rows. */
  readonly learns: boolean;
  /** Whether a transformed value depends on all rows passed in, so that each window must be transformed separately. */
  readonly byWindow: boolean;

  /**
   * Transforms rows. The result has `lookback` fewer rows.
   *
   * @param end - How many rows after the last training row the last of `rows` is: 0 if it is the last training row.
   * @throws `PENSTOCK_SERIES_INVALID` for a row that cannot be transformed.
   */
  forward(rows: Float64Array, end: number): Float64Array;

  /**
   * Transforms the rows `future` that follow `past`, as the targets that a model is trained to predict after `past`.
   */
  ahead(past: Float64Array, future: Float64Array, end: number): Float64Array;

  /** Transforms predictions of the rows after `past` back to the units of `past`. */
  backward(past: Float64Array, predicted: Float64Array, end: number): Float64Array;

  /**
   * Transforms one quantile, or one end of a band, of the rows after `past` back.
   *
   * @param predicted - The quantile, transformed.
   * @param middle - The median, transformed.
   * @param back - The median, transformed back.
   */
  backwardBand(
    past: Float64Array,
    predicted: Float64Array,
    middle: Float64Array,
    back: Float64Array,
    end: number,
  ): Float64Array;

  save(): SavedTransform;
}

/**
 * An invertible change of a series' values, such as {@link log}. Made by the functions of this package.
 *
 * Forecasters fit their transforms on the training rows, learn from the transformed rows, and transform forecasts,
 * quantiles and bands back to the units of the series.
 */
export interface Transform {
  readonly name: string;
  /**
   * Learns from training rows.
   *
   * @param rows - All training rows, already changed by the transforms before this one.
   * @param step - Milliseconds between rows.
   * @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_CONSTANT`.
   */
  fit(rows: Float64Array, step: number): FittedTransform;
}
