import type { IndexMapping } from '@penstock/sink-es';

/** An index of results, or a table in DuckDB. Each run replaces the results of the last one. */
export interface ResultIndex<T extends object> {
  readonly index: string;
  readonly mapping: IndexMapping;
  readonly idOf: (document: T) => string;
}

/** The mapping of a day such as `2014-09-17`. */
export const dayField = { type: 'date', format: 'yyyy-MM-dd' } as const;
