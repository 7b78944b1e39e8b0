/** What a fitted transform keeps, as data alone. */
export interface SavedTransform {
  /** The transform's name, such as `log`. */
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A transform that knows its training rows. */
export interface FittedTransform {
  /** Rows at the start that it uses up: 1 for a difference, 0 for a logarithm. */
  readonly lookback: number;
  /** Whether it learnt something from the training rows. */
  readonly learns: boolean;
  /** Whether it looks at all rows handed over together, so that each window has to be transformed by itself. */
  readonly byWindow: boolean;

  /**
   * The transformed rows, `lookback` fewer than `rows`.
   *
   * @param end - How many rows after the last training row the rows end: 0 where that is their last one.
   * @throws `PENSTOCK_SERIES_INVALID` for a row that cannot be transformed.
   */
  forward(rows: Float64Array, end: number): Float64Array;

  /** The rows `future` that come after `past`, transformed as the rows after `past` are told: what training aims at. */
  ahead(past: Float64Array, future: Float64Array, end: number): Float64Array;

  /** Brings what is told of the rows after `past` back in the units of `past`. */
  backward(past: Float64Array, told: Float64Array, end: number): Float64Array;

  /**
   * Brings back one quantile, or one end of a band, of the rows after `past`.
   *
   * @param told - Of the quantile, transformed.
   * @param middle - Of the median, transformed.
   * @param back - Of the median, brought back.
   */
  backwardBand(
    past: Float64Array,
    told: Float64Array,
    middle: Float64Array,
    back: Float64Array,
    end: number,
  ): Float64Array;

  save(): SavedTransform;
}

/**
 * A change of a series' values that has an inverse, such as {@link log}. Made by the functions of this package.
 *
 * Forecasters fit their transforms on the training rows, learn from what comes out, and bring forecasts, quantiles and
 * bands back in the units of the series.
 */
export interface Transform {
  readonly name: string;
  /**
   * Learns from training rows.
   *
   * @param rows - All training rows, in what the transforms before it made of them.
   * @param step - Milliseconds between rows.
   * @throws `PENSTOCK_SERIES_INVALID`, `PENSTOCK_SERIES_TOO_SHORT`, `PENSTOCK_SERIES_CONSTANT`.
   */
  fit(rows: Float64Array, step: number): FittedTransform;
}
