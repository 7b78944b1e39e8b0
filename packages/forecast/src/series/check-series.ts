import { forecastError } from '../errors.ts';
import type { FeatureSeries } from './feature-series.ts';
import { checkColumn, checkFeatureColumns } from './features.ts';

const latestTime = 8.64e15;

/**
 * Whether a JavaScript date can hold `time`. Calendars know no other times, and adding a day to a far greater number
 * changes nothing.
 */
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
      `A series needs one time for each value; got ${times.length} times and ${values.length} values. ` +
        'Pass columns of one length.',
    );
  }
  checkFeatureColumns(series);
};

/**
 * Throws unless `series` has at least `rows` rows, only finite values, and strictly increasing times that dates can
 * hold. Features must have as many rows as the series; only the features that a model learns from must be finite.
 *
 * Unequal steps are allowed here; `checkGaps` checks them.
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
        `Every value must be a finite number; got ${values[i]} at index ${i}. Fill in the value or remove the row.`,
      );
    }
    if (!isTime(times[i]!)) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Times must be milliseconds since the Unix epoch, from -${latestTime} to ${latestTime}; got ${times[i]} at ` +
          `index ${i}. Divide nanoseconds by 1e6.`,
      );
    }
    if (i > 0 && times[i]! <= times[i - 1]!) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Times must strictly increase; got ${times[i]} at index ${i}, after ${times[i - 1]}. ` +
          'Sort the rows and remove duplicates.',
      );
    }
  }
  if (values.length < rows) {
    throw forecastError(
      'PENSTOCK_SERIES_TOO_SHORT',
      `Expected a series of at least ${rows} rows; got ${values.length}. ` +
        'Pass more history, or choose a smaller window.',
    );
  }
};
