import { checkOptions } from '@penstock/stream/internal';
import { elasticsearchError } from '../errors.ts';
import { idOf } from './saved-object.ts';

/** The indices that panels read, and their time field. `T` is the type of their documents, which types the fields. */
export interface DataView<T> {
  readonly id: string;
  readonly index: string;
  readonly time: keyof T & string;
}

/**
 * Describes an index, alias or index pattern that the panels of a dashboard read.
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
    throw elasticsearchError('PENSTOCK_BAD_OPTION', 'Expected index and time of a data view; got empty text.');
  return { id: idOf('view', index), index, time };
};
