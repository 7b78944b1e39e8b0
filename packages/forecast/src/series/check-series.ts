import type { Series } from '@penstock/stream';
import { forecastError } from '../errors.ts';

/**
 * Throws unless `series` has at least `rows` rows, only finite values, and times that strictly increase.
 *
 * Steps of unequal length pass here; `checkGaps` looks at them.
 *
 * @throws `PENSTOCK_SERIES_INVALID` naming the first bad index; `PENSTOCK_SERIES_TOO_SHORT`.
 */
export const checkSeries = ({ times, values }: Series, rows: number): void => {
  for (const [name, column] of Object.entries({ times, values })) {
    if (column instanceof Float64Array) continue;
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `${name} must be a Float64Array; got ${Array.isArray(column) ? 'an array' : typeof column}. Pass ` +
        `Float64Array.from(${name}); of dates Float64Array.from(dates, Number).`,
    );
  }
  if (times.length !== values.length) {
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `A series needs one time for each value; got ${times.length} times and ${values.length} values.`,
    );
  }
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(values[i])) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Every value must be a finite number, but the one at index ${i} is ${values[i]}. Fill or drop the gap ` +
          'before fitting.',
      );
    }
    if (!Number.isFinite(times[i]) || (i > 0 && times[i]! <= times[i - 1]!)) {
      throw forecastError(
        'PENSTOCK_SERIES_INVALID',
        `Times must be finite and strictly increase, but the one at index ${i} is ${times[i]}. Sort the rows and ` +
          'drop duplicates.',
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
