import type { RecordKey } from '@penstock/stream';
import type { Forecast } from '../forecaster.ts';

/** A forecast of the series of one key, as emitted by `forecastEvery`. */
export interface FlowForecast {
  /** The key of the series; `null` if the records have no key. */
  readonly key: RecordKey | null;
  /** Event time of the latest row that the forecast knows, in milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  /** The value of that row. */
  readonly last: number;
  /** The forecast of the rows after it. */
  readonly forecast: Forecast;
  /** Event time of the latest row that the model was fitted on; `-Infinity` for a model that learns nothing. */
  readonly fittedUntil: number;
  /** The failure of the latest fit, if it failed and an older model made this forecast; else `undefined`. */
  readonly staleSince: FitFailure | undefined;
}

/**
 * Why a fit began: there was no model (`first`), it was due (`schedule`), or the model's error had drifted (`drift`).
 */
export type FitReason = 'first' | 'schedule' | 'drift';

/** A fit that failed, for example because there were too few rows. */
export interface FitFailure {
  /** Event time of the row at which the fit began. */
  readonly time: number;
  /** The code of the error, such as `PENSTOCK_SERIES_TOO_SHORT`. */
  readonly code: string;
  readonly message: string;
}

/** The result of a fit, or the failure of a forecast. */
export type ForecastOutcome = {
  readonly key: RecordKey | null;
  /** Event time of the row at which the fit began, or of the last row before the failed forecast. */
  readonly time: number;
} & (
  | { readonly kind: 'fitted'; readonly reason: FitReason; readonly rows: number }
  | { readonly kind: 'fitFailed'; readonly reason: FitReason; readonly rows: number; readonly error: Error }
  | { readonly kind: 'forecastFailed'; readonly error: Error }
);
