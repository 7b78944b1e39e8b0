import { forecastError } from '../errors.ts';
import type { FeatureSeries } from './feature-series.ts';
import { checkColumn, checkFeatureColumns } from './features.ts';

const latestTime = 8.64e15;

/** Whether `time` is the time of a date. Calendars know no others, and at far greater ones a day more is no change. */
export const isTime = (time: number): boolean => Math.abs(time) <= latestTime;

/**
 * Throws unless times, values and features are columns of one length.
 *
 * @throws `PENSTOCK_SERIES_INVALID`
 */
export const checkColumns = (series: FeatureSeries): void => {
  const { times, values } = series;
  checkColumn('times', times, 'Float64Array.from(times); of dates Float64Array.from(dates, Number)');
  checkColumn('values', values, 'Float64Array.from(values)');
  if (times.length !== values.length) {
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `A series needs one time for each value; got ${times.length} times and ${values.length} values.`,
    );
  }
  checkFeatureColumns(series);
};

/**
 * Throws unless `series` has at least `rows` rows, only finite values, and times of dates that strictly increase.
 * Features must be columns of as many rows; only those that a model learns from must be finite.
 *
 * Steps of unequal length pass here; `checkGaps` looks at them.
 *
 * @throws `PENSTOCK_SERIES_INVALID` naming the first bad index; `PENSTOCK_SERIES_TOO_SHORT`.
 */
export const checkSeries = (series: FeatureSeries, rows: number): void => {
  checkColumns(series);
  const { times, values } = series;
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Every value must be a finite number, but the one at index ${i} is ${values[i]}. Fill or drop the gap ` +
          'before fitting.',
      );
    }
    if (!isTime(times[i]!)) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Times must be milliseconds since the Unix epoch, at most ${latestTime} off it, but the one at index ${i} is ` +
          `${times[i]}. Divide nanoseconds by 1e6.`,
      );
    }
    if (i > 0 && times[i]! <= times[i - 1]!) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Times must strictly increase, but the one at index ${i} is ${times[i]}, after ${times[i - 1]}. Sort the ` +
          'rows and drop duplicates.',
      );
    }
  }
  if (values.length < rows) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `At least ${rows} rows are needed, but the series has ${values.length}. Pass more history, or choose a ` +
        'smaller window.',
    );
  }
};
