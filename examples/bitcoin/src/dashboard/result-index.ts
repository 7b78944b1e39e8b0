import type { IndexMapping } from '@penstock/sink-es';

/** An index, or in DuckDB a table, of results. Each run takes the place of the last one. */
export interface ResultIndex<T extends object> {
  readonly index: string;
  readonly mapping: IndexMapping;
  readonly idOf: (document: T) => string;
}

/** How an index holds a day such as `2014-09-17`. */
export const dayField = { type: 'date', format: 'yyyy-MM-dd' } as const;
