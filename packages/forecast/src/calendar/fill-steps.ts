import { forecastError } from '../errors.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { calendarOf } from './series-calendar.ts';
import type { Fill } from './step-options.ts';
import type { Steps } from './steps.ts';

const mostFilled = 1_000_000;

/** A series with its missing steps filled, and the new positions of its original rows. */
export interface Filled {
  readonly series: FeatureSeries;
  /** The index in the filled series of each original row; `undefined` if nothing was filled. */
  readonly rows: ArrayLike<number> | undefined;
}

/** For each row, the times of the missing steps between it and the next row. */
const missingTimes = (times: Float64Array, steps: Steps): readonly (readonly number[])[] => {
  const calendar = calendarOf(steps);
  let filled = 0;
  return Array.from(times, (time, i) => {
    const next = times[i + 1];
    const count = next === undefined ? 0 : calendar.distance(time, next) - 1;
    filled += Math.max(0, count);
    if (filled > mostFilled) {
      throw forecastError(
        'PENSTOCK_SERIES_GAP',
        `Expected at most ${mostFilled} missing rows to fill; got more before index ${i + 1}. ` +
          'Set a longer "step", or pass only the rows after the gap.',
      );
    }
    return Array.from({ length: Math.max(0, count) }, (_, step) => calendar.after(time, step + 1)).filter(
      // A day that a time zone skipped, for example when it moved across the date line, is not a step.
      (missing, step, all) => missing > (all[step - 1] ?? time) && missing < next!,
    );
  });
};

/**
 * Fills the steps of a checked series that have no row, and its features too. With `refuse`, or if no step is missing,
 * the result holds the same series.
 *
 * @throws `PENSTOCK_SERIES_GAP` for more than 1,000,000 rows to fill.
 */
export const fillSteps = (series: FeatureSeries, steps: Steps, fill: Fill): Filled => {
  if (fill === 'refuse') return { series, rows: undefined };
  const missing = missingTimes(series.times, steps);
  const rows = new Uint32Array(missing.length);
  for (let i = 1; i < rows.length; i += 1) rows[i] = rows[i - 1]! + missing[i - 1]!.length + 1;
  const length = rows.length === 0 ? 0 : rows.at(-1)! + 1;
  if (length === rows.length) return { series, rows: undefined };
  const times = new Float64Array(length);
  for (const [i, time] of series.times.entries()) times.set([time, ...missing[i]!], rows[i]!);
  const column = (values: Float64Array): Float64Array => {
    const result = new Float64Array(length);
    for (const [i, value] of values.entries()) {
      const row = rows[i]!;
      result[row] = value;
      for (const [step, time] of (missing[i] ?? []).entries()) {
        const share = fill === 'linear' ? (time - series.times[i]!) / (series.times[i + 1]! - series.times[i]!) : 0;
        result[row + 1 + step] = value + share * ((values[i + 1] ?? value) - value);
      }
    }
    return result;
  };
  const { features } = series;
  return {
    rows,
    series: {
      times,
      values: column(series.values),
      ...(features && {
        features: Object.fromEntries(Object.entries(features).map(([name, values]) => [name, column(values)])),
      }),
    },
  };
};
