import type { Model } from '../forecaster.ts';
import { originsOf } from '../judging/backtest/origins.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { headOf } from '../series/head.ts';

/** The schedule of the backtest. */
export interface Rolling {
  readonly horizon: number;
  /** For each fit: how many rows it knows, and the origins of its forecasts as numbers of known rows. */
  readonly folds: readonly { readonly rows: number; readonly origins: readonly number[] }[];
}

/** How often each candidate is fitted in the backtest. */
const fitsOfEach = 3;
/** The maximum number of origins; fewer if each forecast has many steps. */
const mostOrigins = 200;
/** The maximum number of steps over all forecasts, unless that would leave too few origins. */
const mostSteps = 600;
const leastOrigins = 12;

/**
 * A schedule with a rolling origin over the last third of the rows, at most 500 rows or ten horizons, whichever is
 * more: three fits on growing parts of the series, and up to 200 forecasts. The last forecast ends at the last row.
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

/** The forecasts of a model from each of the given origins. */
export const tryOut = (
  model: Model,
  series: FeatureSeries,
  { horizon }: Rolling,
  origins: readonly number[],
): Float64Array[] => origins.map((origin) => model.forecast(horizon, { after: headOf(series, origin) }).mean);
