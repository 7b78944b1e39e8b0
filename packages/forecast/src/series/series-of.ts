import type { Series } from '@penstock/stream';
import { forecastError } from '../errors.ts';
import { checkSeries } from './check-series.ts';

/** The names of those fields of `T` that are numbers. */
export type NumberField<T> = { [K in keyof T]-?: T[K] extends number ? K : never }[keyof T];

/**
 * Makes a series from one number of each row, such as the closes of candles.
 *
 * `time` of each row is in milliseconds since the Unix epoch, UTC, and must strictly increase. `value` names a field,
 * or is a function that computes the number, such as a logarithm. The rows are copied: later changes to them do not
 * affect the series.
 *
 * @throws `PENSTOCK_BAD_OPTION` where `value` is neither a name nor a function; `PENSTOCK_SERIES_INVALID` for a value
 * that is not a finite number, and for a time that is not a number or not later than the one before. The error names
 * the row, counted from 0.
 *
 * @example
 * ```ts
 * const model = await auto.fit(seriesOf(candles, 'close'), { horizon: 7 });
 * const ranges = seriesOf(candles, ({ high, low }) => Math.log(high / low));
 * ```
 */
export const seriesOf = <T extends { readonly time: number }>(
  rows: readonly T[],
  value: NumberField<T> | ((row: T) => number),
): Series => {
  if (typeof value !== 'function' && typeof value !== 'string') {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `seriesOf takes the name of a field or a function as its second argument; got ${String(value)}.`,
    );
  }
  const valueOf = typeof value === 'function' ? value : (row: T): unknown => row[value];
  const series = {
    times: Float64Array.from(rows, ({ time }) => numberOf(time)),
    values: Float64Array.from(rows, (row) => numberOf(valueOf(row))),
  };
  checkSeries(series, 0);
  return series;
};

/** NaN for anything that is not a number. A typed array would turn null into 0. */
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
