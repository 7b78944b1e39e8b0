import type { SourceName } from '../prices/ranking.ts';

/** The kind of a store. */
export type StoreName = 'duckdb' | 'elasticsearch';

/** What the store holds, in numbers. */
export interface Extent {
  readonly documents: number;
  /** Oldest and newest `Date`; null in an empty store. */
  readonly first: string | null;
  readonly last: string | null;
  /** Documents by source; a source without documents is left out. */
  readonly sources: Readonly<Partial<Record<SourceName, number>>>;
}
