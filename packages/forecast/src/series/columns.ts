import { forecastError } from '../errors.ts';
import type { CalendarFeature } from './calendar-features.ts';
import { calendarWidth, writeCalendar } from './calendar-features.ts';
import type { FeatureSeries } from './feature-series.ts';
import { rowsOf } from './features.ts';

/** The columns that a model uses besides the series' own values. */
export interface Columns {
  /** Names of the series' features. */
  readonly features: readonly string[];
  /** Names of the features whose later values are known in advance. */
  readonly known: readonly string[];
  /** Calendar features, which are always known in advance. Their columns come after the columns of the features. */
  readonly calendar: readonly CalendarFeature[];
}

/** The known features of the rows to forecast: under each name one value for each step. */
export type FutureFeatures = Readonly<Record<string, ArrayLike<number>>>;

/** How many numbers one row has: the series' own value, its features and its calendar features. */
export const widthOf = ({ features, calendar }: Columns): number =>
  1 + features.length + calendarWidth * calendar.length;

/** The indices of the columns that are known in advance. */
export const knownColumns = (columns: Columns): readonly number[] => {
  const own = 1 + columns.features.length;
  return [
    ...columns.features.flatMap((name, i) => (columns.known.includes(name) ? [1 + i] : [])),
    ...Array.from({ length: widthOf(columns) - own }, (_, i) => own + i),
  ];
};

/**
 * The rows of a checked series from index `from` on, [row][column].
 *
 * @throws `PENSTOCK_SERIES_INVALID`, as `rowsOf` does.
 */
export const columnsOf = (series: FeatureSeries, columns: Columns, from = 0): Float64Array => {
  const { features, calendar } = columns;
  const rows = rowsOf(series, features, from);
  if (calendar.length === 0) return rows;
  const narrow = 1 + features.length;
  const wide = widthOf(columns);
  const result = new Float64Array((rows.length / narrow) * wide);
  for (let row = 0; row * narrow < rows.length; row += 1) {
    result.set(rows.subarray(row * narrow, (row + 1) * narrow), row * wide);
    writeCalendar(calendar, series.times[from + row]!, result, row * wide + narrow);
  }
  return result;
};

/** What {@link rowsToCome} needs. */
interface RowsToCome {
  readonly columns: Columns;
  /** One for each row. A known feature keeps its last value in rows after the end of its values. */
  readonly times: Float64Array;
  /** The last row before the rows to come, [column]. */
  readonly last: ArrayLike<number>;
  /** How many steps are forecast. The future features must have as many values. */
  readonly horizon: number;
  readonly future: FutureFeatures | undefined;
}

const futureOf = (name: string, future: FutureFeatures | undefined, horizon: number): ArrayLike<number> => {
  const given = future !== undefined && Object.hasOwn(future, name) ? future[name] : undefined;
  if (given === undefined && horizon === 0) return [];
  const length = typeof given === 'object' ? given.length : 0;
  let finite = 0;
  while (finite < Math.min(length, horizon) && Number.isFinite(given![finite])) finite += 1;
  if (given !== undefined && length >= horizon && finite === horizon) return given;
  throw forecastError(
    'PENSTOCK_BAD_OPTION',
    `future must hold a finite number of the feature "${name}" for each of the ${horizon} steps ahead; got ` +
      `${given === undefined ? 'none' : finite}. Pass future: { ${JSON.stringify(name)}: [...] }.`,
  );
};

/**
 * The rows after the last one, [row][column]. Only the columns known in advance are set; the others are 0.
 *
 * @throws `PENSTOCK_BAD_OPTION` where `future` lacks a known feature, or values for some steps of the horizon.
 */
export const rowsToCome = ({ columns, times, last, horizon, future }: RowsToCome): Float64Array => {
  const width = widthOf(columns);
  const rows = new Float64Array(times.length * width);
  for (const name of columns.known) {
    const column = 1 + columns.features.indexOf(name);
    const values = futureOf(name, future, horizon);
    let value = last[column]!;
    for (let row = 0; row < times.length; row += 1) {
      const given = values[row];
      if (given !== undefined && Number.isFinite(given)) value = given;
      rows[row * width + column] = value;
    }
  }
  for (const [row, at] of times.entries())
    writeCalendar(columns.calendar, at, rows, row * width + 1 + columns.features.length);
  return rows;
};
