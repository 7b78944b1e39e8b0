import type { Forecast } from '../../forecaster.ts';

/** One start of a backtest, and what came after it. */
export interface BacktestOrigin {
  /** How many rows of the series the forecasts from here know. */
  readonly rows: number;
  /** Time of the last known row, in milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The last known value, which is what naive forecasts for every step. */
  readonly last: number;
  /** Times of the `horizon` rows after it. */
  readonly times: Float64Array;
  /** The true values of these rows, in the unit of the series. */
  readonly actual: Float64Array;
}

/** What one forecaster forecast in a backtest. */
export interface BacktestForecasts {
  readonly name: string;
  /** One for each of {@link Backtest.origins}; empty when it failed. */
  readonly forecasts: readonly Forecast[];
  /** How many times it was fitted. */
  readonly fits: number;
  /** Why it failed. Absent when it did not. */
  readonly error?: Error;
}

/** What came of a {@link backtest}: plain data. */
export interface Backtest {
  readonly horizon: number;
  /** Rows from one origin to the next. */
  readonly step: number;
  /** Levels of the intervals, in percent; empty without. */
  readonly levels: readonly number[];
  /** The values before the first forecast, which scale MASE and RMSSE. */
  readonly history: Float64Array;
  readonly origins: readonly BacktestOrigin[];
  /** In the order in which the forecasters were given. */
  readonly forecasters: readonly BacktestForecasts[];
}
