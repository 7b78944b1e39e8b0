import type { Model } from '../forecaster.ts';
import { originsOf } from '../judging/backtest/origins.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { headOf } from '../series/head.ts';

/** When forecasts are tried out. */
export interface Rolling {
  readonly horizon: number;
  /** For each fit, how many rows it knows, and from which numbers of rows on forecasts are made with it. */
  readonly folds: readonly { readonly rows: number; readonly origins: readonly number[] }[];
}

/** Fits of each candidate while it is tried out. */
const fitsOfEach = 3;
/** The most forecasts tried; fewer where each has many steps. */
const mostOrigins = 200;
/** Steps that are forecast in all, at most, unless there are too few origins then. */
const mostSteps = 600;
const leastOrigins = 12;

/**
 * Forecasts with a rolling origin over the last third of the rows, at most 500 of them or ten horizons: three fits on
 * growing heads of the series, and up to 200 forecasts, the last of which ends at the last row.
 *
 * Source: L. J. Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", 2000.
 *
 * @param rows - Rows of the series.
 */
export const rollingFor = (rows: number, horizon: number): Rolling => {
  const tried = Math.max(horizon, Math.min(Math.floor(rows / 3), Math.max(500, 10 * horizon)));
  const first = rows - tried;
  const last = rows - horizon;
  const wanted = Math.max(leastOrigins, Math.min(mostOrigins, Math.floor(mostSteps / horizon)));
  const step = Math.max(1, Math.ceil((last - first + 1) / wanted));
  const origins = originsOf(rows, { horizon, step, folds: Math.floor((last - first) / step) + 1, heldOut: 0 });
  const size = Math.ceil(origins.length / fitsOfEach);
  const folds = Array.from({ length: Math.ceil(origins.length / size) }, (_, i) => {
    const own = origins.slice(i * size, (i + 1) * size);
    return { rows: own[0]!, origins: own };
  });
  return { horizon, folds };
};

/** What a model fitted on a fold's rows forecasts from each of its origins. */
export const tryOut = (
  model: Model,
  series: FeatureSeries,
  { horizon }: Rolling,
  origins: readonly number[],
): Float64Array[] => origins.map((origin) => model.forecast(horizon, { after: headOf(series, origin) }).mean);
