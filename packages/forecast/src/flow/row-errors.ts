import { PenstockError } from '@penstock/stream/error';

const codes: ReadonlySet<string> = new Set([
  'PENSTOCK_FORECAST_NOT_FINITE',
  'PENSTOCK_SERIES_CONSTANT',
  'PENSTOCK_SERIES_GAP',
  'PENSTOCK_SERIES_INVALID',
  'PENSTOCK_SERIES_SCALE',
  'PENSTOCK_SERIES_TOO_SHORT',
  'PENSTOCK_TRAINING_DIVERGED',
]);

/** Whether the rows caused an error of a fit or forecast, so that it may succeed with other rows. */
export const isOfTheRows = (error: unknown): error is PenstockError =>
  error instanceof PenstockError && codes.has(error.code);
