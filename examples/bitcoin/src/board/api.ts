// The JSON API between the server and the page. Each route answers GET with JSON and an ETag; an error is an
// ApiFailure. Times are milliseconds since the Unix epoch, UTC: the first instant of a day or candle. Columns of a
// table are arrays of one length. Prices are in USD. An unknown value is null.

/**
 * Length of a candle. Candles of seconds and minutes are made of live trades; days come from the index of daily prices.
 */
export type CandleInterval = '1s' | '1m' | '1d';

/** `/api/about`: what the page is about. */
export interface About {
  readonly title: string;
  /** Such as `BTC/USD`. */
  readonly symbol: string;
  /** Where the prices come from, in words; empty while there are none. */
  readonly source: string;
  /** The broker of the topic; null if the page shows only a store. */
  readonly broker: 'memory' | 'kafka' | null;
  readonly store: 'duckdb' | 'elasticsearch';
  /** Daily prices in the store. */
  readonly documents: number;
  /** Oldest and newest day in the store, such as `2014-09-17`. */
  readonly first: string | null;
  readonly last: string | null;
  /** The exchange whose trades the run takes; null without live trades. */
  readonly live: { readonly exchange: string; readonly simulated: boolean } | null;
  /** Version of this example. */
  readonly version: string;
}

/**
 * `/api/prices?interval=1d&from=&to=`: candles, the oldest first. Default: all days there are. While live, `1m` and
 * `1s` are there as well. `from` and `to` are milliseconds, both included.
 */
export interface Prices {
  readonly interval: CandleInterval;
  readonly times: readonly number[];
  /** Null if the source has only closes; the same applies to `high`, `low` and `volume`. */
  readonly open: ReadonlyArray<number | null>;
  readonly high: ReadonlyArray<number | null>;
  readonly low: ReadonlyArray<number | null>;
  readonly close: readonly number[];
  /** In USD for days, in bitcoin for live candles. */
  readonly volume: ReadonlyArray<number | null>;
}

/** One month of the report's monthly charts. */
export interface YearMonth {
  /** Such as `2014-09`. */
  readonly month: string;
  /** Means of the days' opens and closes. */
  readonly open: number | null;
  readonly close: number;
  /** The highest high and the lowest low. */
  readonly high: number | null;
  readonly low: number | null;
}

/** `/api/years`: the report's monthly bars, of each year, the oldest first, and then of all years. */
export interface Years {
  readonly years: ReadonlyArray<{ readonly year: number | 'all'; readonly months: readonly YearMonth[] }>;
}

/** A day, or while live a minute, whose price stood out. */
export interface AnomalyRow {
  readonly time: number;
  /** 25 to 100. */
  readonly severity: number;
  readonly actual: number;
  readonly typical: number;
  /** Bounds of the usual prices. */
  readonly lower: number;
  readonly upper: number;
  readonly direction: 'higher' | 'lower';
  /** Such as `spike` or `shift`. */
  readonly kind: string;
  /** Such as `1.60x lower`. */
  readonly description: string;
  /** How many times `actual` is higher or lower than `typical`, at least 1; null if one of them is not above 0. */
  readonly factor: number | null;
  /** Whether it raised an alarm: the first severe row of an incident, or a later one that is more severe. */
  readonly alarm: boolean;
}

/** `/api/anomalies`: all rows, the newest first. While live, `?interval=1m` returns the anomalies of minutes. */
export interface Anomalies {
  readonly interval: '1d' | '1m';
  readonly rows: readonly AnomalyRow[];
}

/** Steps ahead, columns of one length. Bounds are null if there were too few rows to measure them. */
export interface Ahead {
  readonly times: readonly number[];
  readonly mean: readonly number[];
  readonly lower80: ReadonlyArray<number | null>;
  readonly upper80: ReadonlyArray<number | null>;
  readonly lower95: ReadonlyArray<number | null>;
  readonly upper95: ReadonlyArray<number | null>;
}

/** `/api/forecast`: null before there is one. While live, `?interval=1m` returns the forecast of the next minutes. */
export interface Forecast {
  readonly interval: '1d' | '1m';
  /** The model that made `ahead`; `''` where the index does not name it. */
  readonly model: string;
  /** Why that model was chosen, in a sentence. */
  readonly why: string;
  /**
   * The closes, and the LSTM's predictions one step ahead: `train` on the rows that it was fitted on, `test` on later
   * rows. For minutes, `train` is null, and `test` is from the latest forecast before each minute.
   */
  readonly series: {
    readonly times: readonly number[];
    readonly actual: ReadonlyArray<number | null>;
    readonly train: ReadonlyArray<number | null>;
    readonly test: ReadonlyArray<number | null>;
  };
  readonly ahead: Ahead;
  /** Loss of the LSTM by epoch, from 1: the mean squared error of scaled closes. Empty if nothing was trained. */
  readonly loss: ReadonlyArray<{ readonly epoch: number; readonly train: number; readonly validation: number | null }>;
}

/** `/api/evaluation`: how well the LSTM predicts, as in figure 2.28 of the report; null before there is a result. */
export interface Evaluation {
  readonly metrics: ReadonlyArray<{
    /** Such as `rmse`. */
    readonly metric: string;
    /** The metric on the rows that the LSTM was fitted on, and on later rows; null if it cannot be computed. */
    readonly train: number | null;
    readonly test: number | null;
    /** The metric of the naive forecast (tomorrow is like today) on the later rows. */
    readonly naive: number | null;
    /** What the metric measures, its unit, and whether small or large values are good. */
    readonly meaning: string;
  }>;
  /** True against predicted closes, in order of time. */
  readonly scatter: ReadonlyArray<{
    readonly part: 'train' | 'test';
    readonly times: readonly number[];
    readonly actual: readonly number[];
    readonly predicted: readonly number[];
  }>;
}

/** A forecaster of the backtest. */
export interface ForecasterRow {
  readonly name: string;
  /**
   * The error in USD over all steps ahead. All figures are null if the forecaster failed or there was no time to try
   * it.
   */
  readonly rmse: number | null;
  /** The error without unit. It is also null if prices do not change. */
  readonly mase: number | null;
  /** Its errors divided by the errors of naive; below 1 they are smaller. */
  readonly ofNaive: { readonly rmse: number | null; readonly mae: number | null; readonly smape: number | null };
  /** The p-value of the Diebold-Mariano test against naive. It is also null if both make the same forecasts. */
  readonly pValue: number | null;
  /** How it compares with naive, in words. */
  readonly meaning: string;
}

/** `/api/forecasters`: the backtest, the smallest RMSE first; null before there is one. */
export interface Forecasters {
  /** Steps ahead that each forecast has. */
  readonly horizon: number;
  /** How many forecasts each forecaster was judged by. */
  readonly origins: number;
  readonly rows: readonly ForecasterRow[];
  /** Which forecaster is best, in words. */
  readonly verdict: string;
}

/** A step of the pipeline. Counts are from its start. */
export interface PipelineStep {
  /** `produce`, `index`, `train` or `backtest`. */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** What is counted. */
  readonly unit: 'records' | 'epochs' | 'forecasters';
  /** How many records were read, or epochs or forecasters are done. */
  readonly records: number;
  /** How many there will be; null if that is unknown. */
  readonly total: number | null;
  /** Over the last second; 0 in a step that has ended. */
  readonly recordsPerSecond: number;
  /** Records that were handed out and are not settled yet. */
  readonly inFlight: number;
  /** Commits of positions. */
  readonly batches: number;
  /** Requests to the broker or the store that were sent again. */
  readonly retries: number;
  readonly rejections: number;
  /** Why it failed. */
  readonly error: string | null;
}

/** A partition of the topic, as the step `index` reads it. */
export interface PipelinePartition {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to read after a restart; null before the first commit. */
  readonly committed: number | null;
  /** Next offset to be written. */
  readonly end: number | null;
  /** Records that are not committed yet. */
  readonly lag: number | null;
}

/** `/api/pipeline`, and the event `pipeline` of `/api/events` once a second while something moves. */
export interface Pipeline {
  /** `idle`: the page shows a store, and no pipeline runs. */
  readonly state: 'running' | 'idle' | 'ended' | 'failed';
  readonly steps: readonly PipelineStep[];
  readonly partitions: readonly PipelinePartition[];
  /** Time of the snapshot. */
  readonly at: number;
}

/** What the event `changed` tells the page to fetch again. */
export type BoardPart = 'about' | 'prices' | 'anomalies' | 'forecast';

/**
 * The event `changed`. `prices` covers `/api/prices` and `/api/years`; `forecast` covers `/api/forecast`,
 * `/api/evaluation` and `/api/forecasters`.
 */
export interface Changed {
  readonly what: BoardPart;
}

/** The event `candle`, while live. It replaces the candle of the same interval and time. */
export interface CandleEvent {
  readonly interval: CandleInterval;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/**
 * `/api/events`: server-sent events, by name. The first one is `pipeline`. A comment comes every 15 seconds, so that a
 * proxy keeps the connection.
 */
export interface BoardEvents {
  readonly pipeline: Pipeline;
  readonly changed: Changed;
  readonly candle: CandleEvent;
}

/** The answer to a request that fails; the status is 400, 403, 404, 405 or 500. */
export interface ApiFailure {
  readonly error: { readonly code: string; readonly message: string };
}
