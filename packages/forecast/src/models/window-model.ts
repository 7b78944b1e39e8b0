import type { Series } from '@penstock/stream';
import { checkSeries } from '../check-series.ts';
import type { Model } from '../forecaster.ts';
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

/**
 * Makes a {@link Model} out of a function that tells the next value from exactly `window` past ones.
 *
 * The function is handed nothing but those values, which is what keeps every model free of leaks.
 */
export const windowModel = <Saved>(
  tail: Tail,
  next: (past: Float64Array) => number,
  save: () => Saved,
): Model<Saved> => {
  const window = tail.values.length;
  return {
    window,
    forecast(horizon, { after } = {}) {
      wholeNumber('horizon', horizon, 1);
      if (after !== undefined) checkSeries(after, window);
      const { time, values } =
        after === undefined
          ? tail
          : { time: after.times[after.times.length - 1]!, values: after.values.subarray(-window) };
      const path = new Float64Array(window + horizon);
      path.set(values);
      for (let i = window; i < path.length; i += 1) path[i] = next(path.subarray(i - window, i));
      return { times: timesAfter(time, tail.step, horizon), mean: path.slice(window) };
    },
    predictions(series, { from = window } = {}) {
      checkSeries(series, window + 1);
      const rows = series.values.length;
      wholeNumber('from', from, window, rows - 1);
      const mean = new Float64Array(rows - from);
      for (let i = from; i < rows; i += 1) mean[i - from] = next(series.values.subarray(i - window, i));
      return { times: series.times.slice(from), actual: series.values.slice(from), mean };
    },
    save,
  };
};
