import type { SourceName } from '../prices/ranking.ts';

/** Where the prices are kept. */
export type StoreName = 'duckdb' | 'elasticsearch';

/** How much the store holds. */
export interface Extent {
  readonly documents: number;
  /** Oldest and newest `Date`; null in an empty store. */
  readonly first: string | null;
  readonly last: string | null;
  /** How many of the documents are of each source that has any. */
  readonly sources: Readonly<Partial<Record<SourceName, number>>>;
}
