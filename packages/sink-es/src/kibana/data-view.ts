import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import { idOf } from './saved-object.ts';

/** The indices that panels read, and their field of time; the type of their documents checks the panels' fields. */
export interface DataView<T> {
  readonly id: string;
  readonly index: string;
  readonly time: keyof T & string;
}

/**
 * Names an index, alias or pattern for the panels of a dashboard.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * ```
 */
export const dataView = <T>(options: { readonly index: string; readonly time: keyof T & string }): DataView<T> => {
  const { index, time } = checkOptions(options, { index: true, time: true }, 'dataView');
  if (index === '' || time === '')
    throw elasticsearchError('PENSTOCK_BAD_OPTION', 'A data view needs an index and a field of time.');
  return { id: idOf('view', index), index, time };
};
