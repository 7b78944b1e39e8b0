import type { RecordKey } from '@penstock/stream';
import type { Forecast } from '../forecaster.ts';

/** A forecast of one key's series, as `forecastEvery` emits it. */
export interface FlowForecast {
  /** What the series is kept by; `null` where the records have no key. */
  readonly key: RecordKey | null;
  /** Event time of the latest row that it knows, ms since the Unix epoch, UTC. */
  readonly time: number;
  /** The value of that row. */
  readonly last: number;
  /** What the model expects after that row. */
  readonly forecast: Forecast;
  /** Event time of the latest row that the model was fitted on; `-Infinity` for a model that learns nothing. */
  readonly fittedUntil: number;
  /** Why the latest fit gave no model, so that an older one made this forecast; `undefined` where it gave one. */
  readonly staleSince: FitFailure | undefined;
}

/** Why a fit began: there was no model, its time had come, or the error of the model had drifted. */
export type FitReason = 'first' | 'schedule' | 'drift';

/** A fit that gave no model, such as of too few rows. */
export interface FitFailure {
  /** Event time of the row at which the fit began. */
  readonly time: number;
  /** The code of the error, such as `PENSTOCK_SERIES_TOO_SHORT`. */
  readonly code: string;
  readonly message: string;
}

/** The result of a fit, or why a forecast could not be made. */
export type ForecastOutcome = {
  readonly key: RecordKey | null;
  /** Event time of the row at which the fit began, or that the forecast was to begin after. */
  readonly time: number;
} & (
  | { readonly kind: 'fitted'; readonly reason: FitReason; readonly rows: number }
  | { readonly kind: 'fitFailed'; readonly reason: FitReason; readonly rows: number; readonly error: Error }
  | { readonly kind: 'forecastFailed'; readonly error: Error }
);
