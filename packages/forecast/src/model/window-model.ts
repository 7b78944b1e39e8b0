import { calendarOf, timesAfter } from '../calendar/series-calendar.ts';
import type { Steps } from '../calendar/steps.ts';
import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import type { CalendarFeature } from '../series/calendar-features.ts';
import type { FutureFeatures } from '../series/columns.ts';
import { columnsOf, knownColumns, rowsToCome, widthOf } from '../series/columns.ts';
import { inTurn } from '../transforms/fit-transforms.ts';
import type { FittedTransform } from '../transforms/transform.ts';
import { boundsOf, within } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import { pathModel } from './path-model.ts';
import type { Path } from './path-model.ts';
import { calendarOfTail, rangeOf } from './tail.ts';
import type { Tail } from './tail.ts';

/** Predicts the next rows from a window of past rows. */
export interface WindowPredictor {
  /** How many transformed rows the window has. */
  readonly window: number;
  /** Names of the features that the predictor uses besides the series' own values. */
  readonly features: readonly string[];
  /** Names of those features that are known in advance. Default: none. */
  readonly known?: readonly string[];
  /** Calendar features that the predictor uses. Their columns come after the columns of the features. Default: none. */
  readonly calendar?: readonly CalendarFeature[];
  /** The maximum number of rows that one call predicts. `Infinity` means any number. */
  readonly steps: number;
  /**
   * Whether the model never uses its own forecasts as past rows; it then forecasts at most `steps` rows. Default false.
   */
  readonly direct?: boolean;
  /**
   * The quantiles that are predicted for each row, with 0.5 among them. If empty, one value is predicted for each row.
   */
  readonly quantiles: readonly number[];
  /**
   * Predicts at least `count` rows, `count` being at most `steps`.
   *
   * @param past - The rows of one window, [row][column]. Where columns are known in advance, `steps` more rows follow,
   * in which only those columns are set.
   * @returns The predictions, [step][quantile].
   */
  predict(past: Float64Array, count: number): Float64Array;
  /** In milliseconds. A longer step between two past rows is an error. Default: no step is too long. */
  readonly longestStep?: number;
  /** The {@link Model.fittedUntil} of the model. Default: the tail's time. */
  readonly fittedUntil?: number;
  /** Applied to the series' own values before `predict`, and inverted on the predictions. Default: none. */
  readonly transforms?: FittedTransform;
}

/** How many rows after the last training row the row before a series' first row is; negative for an earlier row. */
const rowsBefore = ({ times }: FeatureSeries, time: number, steps: Steps): number => {
  // If the series contains the last training row, count rows from there. Counting steps between the times would include
  // a row that is missing.
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return times[low] === time ? -1 - low : calendarOf(steps).distance(time, times[0]!) - 1;
};

/**
 * Makes a {@link Model} from a predictor.
 *
 * The predictor gets only a window of past rows, so no model can use a later row. Each prediction is transformed back
 * to the unit of the series and kept within bounds (see {@link boundsOf}) before it becomes input for further steps.
 * Where quantiles cross, they are put in order.
 */
export const windowModel = <Saved>(tail: Tail, predictor: WindowPredictor, save: () => Saved): Model<Saved> => {
  const { features, steps, quantiles, fittedUntil = tail.time, longestStep = Infinity } = predictor;
  const { transforms = inTurn([]), known = [], calendar = [] } = predictor;
  const window = predictor.window + transforms.lookback;
  const layout = { features, known, calendar };
  const { steps: rowSteps } = calendarOfTail(tail);
  const columns = widthOf(layout);
  const inAdvance = knownColumns(layout);
  /** How many rows after the window `predict` gets. */
  const lead = inAdvance.length === 0 ? 0 : steps;
  const width = Math.max(1, quantiles.length);
  const middle = Math.max(0, quantiles.indexOf(0.5));

  /** The rows that `predict` gets: own values transformed, features unchanged. */
  const inputs = (rows: Float64Array, own: Float64Array, end: number): Float64Array => {
    const transformed = transforms.forward(own, end);
    if (columns === 1) return transformed;
    const result = rows.slice(transforms.lookback * columns);
    for (let i = 0; i < transformed.length; i += 1) result[i * columns] = transformed[i]!;
    return result;
  };

  /**
   * @param past - The rows before the forecast, [row][column].
   * @param end - How many rows after the last training row the last row of `past` is.
   * @param toCome - The rows after `past`. Only the columns known in advance are used.
   */
  const ahead = (past: ArrayLike<number>, horizon: number, end: number, toCome: Float64Array): Path => {
    const path = new Float64Array((window + horizon + lead) * columns);
    path.set(past);
    for (const column of inAdvance) {
      for (let at = column; at < (horizon + lead) * columns; at += columns) path[window * columns + at] = toCome[at]!;
    }
    const mean = new Float64Array(horizon);
    const bands = quantiles.map((quantile) => ({ quantile, values: new Float64Array(horizon) }));
    const ownOf = (rows: Float64Array): Float64Array =>
      columns === 1 ? rows : Float64Array.from({ length: window }, (_, i) => rows[i * columns]!);
    const bounds: Bounds =
      tail.range === undefined
        ? [-Infinity, Infinity]
        : boundsOf(rangeOf(ownOf(path.subarray(0, window * columns)), tail.range));
    for (let first = 0; first < horizon; first += steps) {
      const count = Math.min(steps, horizon - first);
      const rows = path.subarray(first * columns, (first + window + lead) * columns);
      const own = ownOf(rows);
      const predicted = predictor.predict(inputs(rows, own, end + first), count);
      const column = (i: number) => Float64Array.from({ length: count }, (_, step) => predicted[step * width + i]!);
      const centre = column(middle);
      const back = transforms.backward(own, centre, end + first);
      for (let step = 0; step < count; step += 1) {
        mean[first + step] = within(back[step]!, bounds);
        path[(window + first + step) * columns] = mean[first + step]!;
      }
      for (const [i, band] of bands.entries()) {
        const values = i === middle ? back : transforms.backwardBand(own, column(i), centre, back, end + first);
        for (let step = 0; step < count; step += 1) band.values[first + step] = within(values[step]!, bounds);
      }
    }
    for (let step = 0; step < horizon; step += 1) {
      for (let i = middle - 1; i >= 0; i -= 1) {
        bands[i]!.values[step] = Math.min(bands[i]!.values[step]!, bands[i + 1]!.values[step]!);
      }
      for (let i = middle + 1; i < bands.length; i += 1) {
        bands[i]!.values[step] = Math.max(bands[i]!.values[step]!, bands[i - 1]!.values[step]!);
      }
    }
    return bands.length > 0 ? { mean, quantiles: bands } : { mean };
  };

  const toCome = (
    time: number,
    last: ArrayLike<number>,
    horizon: number,
    future: FutureFeatures | undefined,
  ): Float64Array =>
    lead === 0
      ? new Float64Array()
      : rowsToCome({ columns: layout, times: timesAfter(time, rowSteps, horizon + lead), last, horizon, future });

  return pathModel<Saved>({
    window,
    fittedUntil,
    longestStep,
    tail,
    checkHorizon(horizon) {
      if (horizon <= steps) return;
      if (predictor.direct === true) {
        throw forecastError(
          'PENSTOCK_BAD_OPTION',
          `horizon must be at most ${steps}, the number of steps that this direct model predicts; got ${horizon}. ` +
            `Fit with steps: ${horizon}, or with multiStep: 'recursive'.`,
        );
      }
      if (features.length === known.length) return;
      throw forecastError(
        'PENSTOCK_BAD_OPTION',
        `horizon must be at most ${steps}, the number of steps that this model predicts at once; got ${horizon}. ` +
          `The model uses features, and their later values are not known. Fit with steps: ${horizon}.`,
      );
    },
    afterTraining(horizon, future) {
      const last = tail.values.slice(-columns);
      return ahead(tail.values, horizon, 0, toCome(tail.time, last, horizon, future));
    },
    along(series, first, { horizon: beyond, future }) {
      const own = columnsOf(series, layout, first);
      const before = rowsBefore(series, tail.time, rowSteps);
      const rows = new Float64Array(own.length + (lead === 0 ? 0 : (beyond + lead) * columns));
      rows.set(own);
      rows.set(toCome(series.times.at(-1)!, own.slice(-columns), beyond, future), own.length);
      return (end, horizon) => {
        const at = (end - first) * columns;
        return ahead(rows.subarray(at - window * columns, at), horizon, before + end, rows.subarray(at));
      };
    },
    save,
  });
};
