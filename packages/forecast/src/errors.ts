// The sub-path does not load RxJS, so a program that only forecasts starts a few hundred milliseconds sooner.
import { PenstockError } from '@penstock/stream/error';

/** Every error code of `@penstock/forecast`. Match on these codes, never on a message. */
export type ForecastErrorCode =
  | 'PENSTOCK_BAD_OPTION'
  | 'PENSTOCK_FORMAT_UNSUPPORTED'
  | 'PENSTOCK_FORECAST_NOT_FINITE'
  | 'PENSTOCK_METRIC_INPUT_INVALID'
  | 'PENSTOCK_MODEL_INVALID'
  | 'PENSTOCK_PEER_MISSING'
  | 'PENSTOCK_SERIES_CONSTANT'
  | 'PENSTOCK_SERIES_GAP'
  | 'PENSTOCK_SERIES_INVALID'
  | 'PENSTOCK_SERIES_SCALE'
  | 'PENSTOCK_SERIES_TOO_SHORT'
  | 'PENSTOCK_TIME_MISSING'
  | 'PENSTOCK_TRAINING_DIVERGED'
  | 'PENSTOCK_WORKER_FAILED';

/** Makes an error of this package. A code outside {@link ForecastErrorCode} does not compile. */
export const forecastError = (
  code: ForecastErrorCode,
  message: string,
  cause?: unknown,
): PenstockError<ForecastErrorCode> => new PenstockError(code, message, cause === undefined ? undefined : { cause });
