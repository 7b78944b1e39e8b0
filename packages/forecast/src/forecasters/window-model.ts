import { checkOptions } from '@penstock/stream/options';
import { checkSeries } from '../series/check-series.ts';
import { forecastError } from '../errors.ts';
import { rowsOf } from '../series/features.ts';
import type { Model } from '../forecaster.ts';
import { checkGaps } from '../series/gaps.ts';
import type { Tail } from './tail.ts';
import { intervalsAround } from '../judging/intervals.ts';
import { timesAfter } from '../series/spacing.ts';
import { wholeNumber } from '../whole-number.ts';

/** Predicts the next rows from a window of past rows. */
export interface WindowPredictor {
  /** Rows of the window. */
  readonly window: number;
  /** Names of the features that it uses besides the series' own values. */
  readonly features: readonly string[];
  /** Rows that it predicts at once. */
  readonly steps: number;
  /** The quantiles that it predicts for each row, with 0.5 among them; empty: it predicts one value for each row. */
  readonly quantiles: readonly number[];
  /** [step][quantile], from exactly the past rows of a window, [row][column]. */
  predict(past: Float64Array): Float64Array;
  /** Milliseconds; a longer step between two past rows is an error. Default: none is. */
  readonly longestStep?: number;
  /** As of {@link Model.fittedUntil}. Default: the tail's time. */
  readonly fittedUntil?: number;
}

const checkHorizon = (horizon: number, { features, steps }: WindowPredictor): void => {
  wholeNumber('horizon', horizon, 1);
  if (features.length === 0 || horizon <= steps) return;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `horizon must be at most ${steps}, the steps that this model predicts at once; got ${horizon}: the features ` +
      `of later rows are not known. Fit with steps: ${horizon}.`,
  );
};

/**
 * Makes a {@link Model} of a predictor.
 *
 * The predictor gets only a window of past rows, so no model can use a later row.
 */
export const windowModel = <Saved>(tail: Tail, predictor: WindowPredictor, save: () => Saved): Model<Saved> => {
  const { window, features, steps, quantiles, fittedUntil = tail.time, longestStep = Infinity } = predictor;
  const columns = 1 + features.length;
  const width = Math.max(1, quantiles.length);
  const middle = Math.max(0, quantiles.indexOf(0.5));

  const ahead = (past: ArrayLike<number>, horizon: number) => {
    // In the predicted rows only the series' own column is set: a model with features never predicts past `steps`.
    const path = new Float64Array((window + horizon) * columns);
    path.set(past);
    const mean = new Float64Array(horizon);
    const bands = quantiles.map((quantile) => ({ quantile, values: new Float64Array(horizon) }));
    for (let first = 0; first < horizon; first += steps) {
      const predicted = predictor.predict(path.subarray(first * columns, (first + window) * columns));
      for (let step = 0; step < Math.min(steps, horizon - first); step += 1) {
        mean[first + step] = predicted[step * width + middle]!;
        path[(window + first + step) * columns] = mean[first + step]!;
        for (const [i, band] of bands.entries()) band.values[first + step] = predicted[step * width + i]!;
      }
    }
    return { mean, bands };
  };

  return {
    window,
    fittedUntil,
    forecast(horizon, options = {}) {
      const {
        after,
        levels,
        calibrationRows = 1_000,
      } = checkOptions(options, { after: true, levels: true, calibrationRows: true }, 'forecast');
      checkHorizon(horizon, predictor);
      if (after !== undefined) {
        checkSeries(after, window);
        checkGaps(after.times, longestStep, after.times.length - window);
      }
      const { time, values } =
        after === undefined
          ? tail
          : { time: after.times.at(-1)!, values: rowsOf(after, features, after.times.length - window) };
      const { mean, bands } = ahead(values, horizon);
      const forecast = {
        times: timesAfter(time, tail.step, horizon),
        mean,
        ...(bands.length > 0 && { quantiles: bands }),
      };
      if (levels === undefined) return forecast;
      if (after === undefined) {
        throw forecastError(
          'PENSTOCK_BAD_OPTION',
          '"levels" are measured on rows that the model was not fitted on, and there are none. Pass them, with the ' +
            'rows before them, as "after".',
        );
      }
      const rows = rowsOf(after, features);
      const calibration = {
        series: after,
        levels,
        horizon,
        rows: calibrationRows,
        window,
        longestStep,
        fittedUntil,
        ahead: (end: number, count: number) =>
          ahead(rows.subarray((end - window) * columns, end * columns), count).mean,
      };
      return { ...forecast, intervals: intervalsAround(mean, calibration) };
    },
    predictions(series, options = {}) {
      const { from = window } = checkOptions(options, { from: true }, 'predictions');
      checkSeries(series, window + 1);
      const count = series.values.length;
      wholeNumber('from', from, window, count - 1);
      checkGaps(series.times, longestStep, from - window);
      const rows = rowsOf(series, features, from - window);
      const mean = new Float64Array(count - from);
      for (let i = 0; i < mean.length; i += 1)
        mean[i] = predictor.predict(rows.subarray(i * columns, (i + window) * columns))[middle]!;
      return { times: series.times.slice(from), actual: series.values.slice(from), mean };
    },
    save,
  };
};
