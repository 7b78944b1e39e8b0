import { forecastError } from '../errors.ts';
import type { Model } from '../forecaster.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { rowsOf } from '../series/features.ts';
import { inTurn } from '../transforms/fit-transforms.ts';
import type { FittedTransform } from '../transforms/transform.ts';
import { boundsOf, within } from './bounds.ts';
import type { Bounds } from './bounds.ts';
import { pathModel } from './path-model.ts';
import type { Path } from './path-model.ts';
import { rangeOf } from './tail.ts';
import type { Tail } from './tail.ts';

/** Predicts the next rows from a window of past rows. */
export interface WindowPredictor {
  /** Rows of the window, transformed. */
  readonly window: number;
  /** Names of the features that it uses besides the series' own values. */
  readonly features: readonly string[];
  /** The most rows that it predicts at once; `Infinity`: any number. */
  readonly steps: number;
  /** The quantiles that it predicts for each row, with 0.5 among them; empty: it predicts one value for each row. */
  readonly quantiles: readonly number[];
  /**
   * [step][quantile], from exactly the past rows of a window, [row][column]; at least `count` steps, which is at most
   * `steps`.
   */
  predict(past: Float64Array, count: number): Float64Array;
  /** Milliseconds; a longer step between two past rows is an error. Default: none is. */
  readonly longestStep?: number;
  /** As of {@link Model.fittedUntil}. Default: the tail's time. */
  readonly fittedUntil?: number;
  /** Applied to the series' own values before `predict`, and undone on its results. Default: none. */
  readonly transforms?: FittedTransform;
}

/** How many rows after the last training row a series' rows before index 0 end. */
const rowsBefore = ({ times }: FeatureSeries, { time, step }: Tail): number => {
  // Counted where the series holds that row; a clock would lose count at months of different lengths.
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return times[low] === time ? -1 - low : Math.round((times[0]! - time) / step) - 1;
};

/**
 * Makes a {@link Model} of a predictor.
 *
 * The predictor gets only a window of past rows, so no model can use a later row. What it predicts is brought back in
 * the units of the series, kept within bounds (see {@link boundsOf}), and only then used for steps further ahead.
 * Quantiles are put in order where they cross.
 */
export const windowModel = <Saved>(tail: Tail, predictor: WindowPredictor, save: () => Saved): Model<Saved> => {
  const { features, steps, quantiles, fittedUntil = tail.time, longestStep = Infinity } = predictor;
  const { transforms = inTurn([]) } = predictor;
  const window = predictor.window + transforms.lookback;
  const columns = 1 + features.length;
  const width = Math.max(1, quantiles.length);
  const middle = Math.max(0, quantiles.indexOf(0.5));

  /** The rows that `predict` takes: own values transformed, features as they are. */
  const inputs = (rows: Float64Array, own: Float64Array, end: number): Float64Array => {
    const transformed = transforms.forward(own, end);
    if (columns === 1) return transformed;
    const result = rows.slice(transforms.lookback * columns);
    for (let i = 0; i < transformed.length; i += 1) result[i * columns] = transformed[i]!;
    return result;
  };

  /** @param end - How many rows after the last training row `past`, [row][column], ends. */
  const ahead = (past: ArrayLike<number>, horizon: number, end: number): Path => {
    // In the predicted rows only the series' own column is set: a model with features never predicts past `steps`.
    const path = new Float64Array((window + horizon) * columns);
    path.set(past);
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
      const rows = path.subarray(first * columns, (first + window) * columns);
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

  return pathModel<Saved>({
    window,
    fittedUntil,
    longestStep,
    tail,
    checkHorizon(horizon) {
      if (features.length === 0 || horizon <= steps) return;
      throw forecastError(
        'PENSTOCK_BAD_OPTION',
        `horizon must be at most ${steps}, the steps that this model predicts at once; got ${horizon}: the features ` +
          `of later rows are not known. Fit with steps: ${horizon}.`,
      );
    },
    afterTraining: (horizon) => ahead(tail.values, horizon, 0),
    along(series, first) {
      const rows = rowsOf(series, features, first);
      const before = rowsBefore(series, tail);
      return (end, horizon) =>
        ahead(rows.subarray((end - first - window) * columns, (end - first) * columns), horizon, before + end);
    },
    save,
  });
};
