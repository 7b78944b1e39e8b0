import type { Forecast } from '../../forecaster.ts';

/** One origin of a backtest, and the true values after it. */
export interface BacktestOrigin {
  /** How many rows of the series the forecasts from this origin know. */
  readonly rows: number;
  /** Time of the last known row, in milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The last known value, which naive forecasts for every step. */
  readonly last: number;
  /** Times of the `horizon` rows after it. */
  readonly times: Float64Array;
  /** The true values of these rows, in the unit of the series. */
  readonly actual: Float64Array;
}

/** The forecasts of one forecaster in a backtest. */
export interface BacktestForecasts {
  readonly name: string;
  /** One for each of {@link Backtest.origins}; empty if the forecaster failed. */
  readonly forecasts: readonly Forecast[];
  /** How many times the forecaster was fitted. */
  readonly fits: number;
  /** The error, if the forecaster failed. */
  readonly error?: Error;
}

/** The result of a {@link backtest}, as plain data. */
export interface Backtest {
  readonly horizon: number;
  /** Rows from one origin to the next. */
  readonly step: number;
  /** Levels of the intervals, in percent; empty without intervals. */
  readonly levels: readonly number[];
  /** The values before the first forecast, which give the scale of MASE. */
  readonly history: Float64Array;
  readonly origins: readonly BacktestOrigin[];
  /** In the order of the candidates. */
  readonly forecasters: readonly BacktestForecasts[];
}
