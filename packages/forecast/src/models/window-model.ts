import type { Series } from '@penstock/stream';
import { checkSeries } from '../check-series.ts';
import type { Model } from '../forecaster.ts';
import { forecastError } from '../errors.ts';
import { intervalsAround } from '../intervals.ts';
import { medianStep, timesAfter } from '../spacing.ts';
import { wholeNumber } from '../whole-number.ts';

/** The end of the training rows: all that a forecast needs of them. */
export interface Tail {
  /** Time of the last training row. */
  readonly time: number;
  /** Median step of the training rows, in milliseconds. */
  readonly step: number;
  /** The last `window` values. */
  readonly values: readonly number[];
}

/** The {@link Tail} of a checked series. */
export const tailOf = ({ times, values }: Series, window: number): Tail => ({
  time: times[times.length - 1]!,
  step: medianStep(times),
  values: Array.from(values.subarray(values.length - window)),
});

/** What tells the next rows from a window of past ones. */
export interface WindowPredictor {
  /** Rows it tells at once. */
  readonly steps: number;
  /** The quantiles it tells of each row, 0.5 among them; none: it tells one value of each row. */
  readonly quantiles: readonly number[];
  /** [step][quantile], from exactly the past values of a window. */
  tell(past: Float64Array): Float64Array;
  /** As of {@link Model.fittedUntil}. Default: the tail's time. */
  readonly fittedUntil?: number;
}

/**
 * Makes a {@link Model} of a predictor.
 *
 * The predictor is handed nothing but a window of past values, which is what keeps every model free of leaks.
 */
export const windowModel = <Saved>(tail: Tail, predictor: WindowPredictor, save: () => Saved): Model<Saved> => {
  const window = tail.values.length;
  const { steps, quantiles, fittedUntil = tail.time } = predictor;
  const width = Math.max(1, quantiles.length);
  const middle = Math.max(0, quantiles.indexOf(0.5));

  const ahead = (past: ArrayLike<number>, horizon: number) => {
    const path = new Float64Array(window + horizon);
    path.set(past);
    const bands = quantiles.map((quantile) => ({ quantile, values: new Float64Array(horizon) }));
    for (let first = 0; first < horizon; first += steps) {
      const told = predictor.tell(path.subarray(first, first + window));
      for (let step = 0; step < Math.min(steps, horizon - first); step += 1) {
        path[window + first + step] = told[step * width + middle]!;
        for (const [i, band] of bands.entries()) band.values[first + step] = told[step * width + i]!;
      }
    }
    return { mean: path.slice(window), bands };
  };

  return {
    window,
    fittedUntil,
    forecast(horizon, { after, levels, calibrationRows = 1_000 } = {}) {
      wholeNumber('horizon', horizon, 1);
      if (after !== undefined) checkSeries(after, window);
      const { time, values } =
        after === undefined
          ? tail
          : { time: after.times[after.times.length - 1]!, values: after.values.subarray(-window) };
      const { mean, bands } = ahead(values, horizon);
      const forecast = { times: timesAfter(time, tail.step, horizon), mean, ...(bands.length > 0 && { quantiles: bands }) };
      if (levels === undefined) return forecast;
      if (after === undefined) {
        throw forecastError(
          'PENSTOCK_BAD_OPTION',
          '"levels" are measured on rows that the model was not fitted on, and there are none: pass them, with the rows before them, as "after".',
        );
      }
      const calibration = {
        series: after, levels, horizon, rows: calibrationRows, window, fittedUntil,
        ahead: (past: Float64Array, horizon: number) => ahead(past, horizon).mean,
      };
      return { ...forecast, intervals: intervalsAround(mean, calibration) };
    },
    predictions(series, { from = window } = {}) {
      checkSeries(series, window + 1);
      const rows = series.values.length;
      wholeNumber('from', from, window, rows - 1);
      const mean = new Float64Array(rows - from);
      for (let i = from; i < rows; i += 1) mean[i - from] = predictor.tell(series.values.subarray(i - window, i))[middle]!;
      return { times: series.times.slice(from), actual: series.values.slice(from), mean };
    },
    save,
  };
};
