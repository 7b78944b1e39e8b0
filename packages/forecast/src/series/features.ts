import { forecastError } from '../errors.ts';
import type { FeatureSeries } from './feature-series.ts';

/** The maximum number of features of a series. It also limits what a saved model may hold. */
export const mostFeatures = 100;

/** The names of a series' features, in the order of the object's keys. */
export const featuresOf = ({ features = {} }: { readonly features?: object }): readonly string[] => {
  if (typeof features !== 'object' || features === null)
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `features must be an object of columns by name; got ${String(features)}.`,
    );
  const names = Object.keys(features);
  if (names.length <= mostFeatures) return names;
  throw forecastError(
    'PENSTOCK_SERIES_INVALID',
    `Expected at most ${mostFeatures} features; got ${names.length}. Leave some out.`,
  );
};

/**
 * Throws unless `column` is a Float64Array.
 *
 * @param instead - An expression that makes one, for the error message.
 * @throws `PENSTOCK_SERIES_INVALID`.
 */
export const checkColumn = (name: string, column: unknown, instead: string): void => {
  if (column instanceof Float64Array) return;
  const got = Array.isArray(column) ? 'an array' : typeof column;
  throw forecastError('PENSTOCK_SERIES_INVALID', `${name} must be a Float64Array; got ${got}. Pass ${instead}.`);
};

/**
 * Throws unless each feature of a series is a Float64Array with one value for each row.
 *
 * @throws `PENSTOCK_SERIES_INVALID` naming the first bad feature.
 */
export const checkFeatureColumns = (series: FeatureSeries): void => {
  for (const name of featuresOf(series)) {
    const column = series.features![name]!;
    checkColumn(`The feature "${name}"`, column, `Float64Array.from(${name})`);
    if (column.length === series.values.length) continue;
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `The feature "${name}" needs ${series.values.length} values, one for each row; got ${column.length}.`,
    );
  }
};

const columnOf = ({ features = {} }: FeatureSeries, name: string): Float64Array => {
  // A name from a file must not reach the properties that every object inherits.
  if (!Object.hasOwn(features, name)) {
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `The series needs the feature "${name}", which the model was trained with; got none of that name. ` +
        'Add it to features.',
    );
  }
  return features[name]!;
};

/**
 * The rows of a checked series from index `from` on, [row][column]: the own value, then the features in `names`.
 *
 * Without features the result is a view of the series' own array, not a copy.
 *
 * @throws `PENSTOCK_SERIES_INVALID` naming a feature that is missing or not finite in one of these rows.
 */
export const rowsOf = (series: FeatureSeries, names: readonly string[], from = 0): Float64Array => {
  const own = series.values.subarray(from);
  if (names.length === 0) return own;
  const width = 1 + names.length;
  const rows = new Float64Array(own.length * width);
  for (let i = 0; i < own.length; i += 1) rows[i * width] = own[i]!;
  for (const [feature, name] of names.entries()) {
    const column = columnOf(series, name);
    for (let i = 0; i < own.length; i += 1) {
      const value = column[from + i]!;
      if (!Number.isFinite(value)) {
        throw forecastError(
          'PENSTOCK_SERIES_INVALID',
          `Every value must be a finite number; got ${value} for the feature "${name}" at index ${from + i}. ` +
            'Fill in the value or remove the row.',
        );
      }
      rows[i * width + 1 + feature] = value;
    }
  }
  return rows;
};
