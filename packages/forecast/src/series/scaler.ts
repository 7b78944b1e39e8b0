import { forecastError } from '../errors.ts';

/** How values are scaled for a network: `minMax` to the range 0 to 1, `standard` to mean 0 and standard deviation 1. */
export type Scaling = 'minMax' | 'standard';

/** A fitted linear scaling: `scaled = (value - offset) / scale`. A plain object, so that it can be saved. */
export interface Scaler {
  /** The smallest value (`minMax`) or the mean (`standard`) of the rows that it was fitted on. */
  readonly offset: number;
  /** The range (`minMax`) or the population standard deviation (`standard`) of those rows; above 0. */
  readonly scale: number;
}

/** A scaler that leaves values unchanged. */
export const notScaled: Scaler = { offset: 0, scale: 1 };

/**
 * Fits a {@link Scaler} on `values`, which must be training rows only.
 *
 * Later rows may scale to values outside 0 to 1. That is intended: a scaler that knew them would leak the range of the
 * test rows to the model.
 *
 * @param whose - Follows "values" in error messages, and ends with a space.
 * @throws `PENSTOCK_SERIES_CONSTANT` when all values are equal, or differ by no more than the precision of a number.
 */
export const fitScaler = (scaling: Scaling, values: Float64Array, whose = ''): Scaler => {
  let offset = Infinity;
  let scale: number;
  let largest = -Infinity;
  for (const value of values) {
    offset = Math.min(offset, value);
    largest = Math.max(largest, value);
  }
  scale = largest - offset;
  const magnitude = Math.max(Math.abs(offset), Math.abs(largest));
  if (!(scale > magnitude * Number.EPSILON)) {
    throw forecastError(
      'PENSTOCK_SERIES_CONSTANT',
      `Expected training values ${whose}that vary; got ${offset} for all ${values.length}. ` +
        'A model learns nothing from them. ' +
        `${whose === '' ? 'Use the naive forecaster' : 'Leave the feature out'}, or pass rows that vary.`,
    );
  }
  if (scaling === 'standard') {
    offset = values.reduce((sum, value) => sum + value, 0) / values.length;
    scale = Math.sqrt(values.reduce((sum, value) => sum + (value - offset) ** 2, 0) / values.length);
  }
  if (!Number.isFinite(scale) || !Number.isFinite(offset)) {
    throw forecastError(
      'PENSTOCK_SERIES_INVALID',
      `The spread of the training values ${whose}is too large for a number. Divide the values by a constant first.`,
    );
  }
  return { offset, scale };
};

/** Scales `rows`, [row][column], each column by its own scaler. */
export const scaled = (scalers: readonly Scaler[], rows: Float64Array): Float64Array => {
  const result = new Float64Array(rows.length);
  for (const [column, { offset, scale }] of scalers.entries()) {
    for (let i = column; i < rows.length; i += scalers.length) result[i] = (rows[i]! - offset) / scale;
  }
  return result;
};

/** The inverse of scaling: the value whose scaled value is `value`. */
export const unscaled = (scaler: Scaler, value: number): number => value * scaler.scale + scaler.offset;
