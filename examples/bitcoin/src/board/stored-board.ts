import type { Results } from '../dashboard/results.ts';
import { readResults } from '../dashboard/results.ts';
import type { Document } from '../prices/document.ts';
import type { Extent, StoreName } from '../store/extent.ts';
import type { Store } from '../store/store.ts';

/** Everything that the page shows of a store, at one moment. */
export interface StoredBoard extends Extent {
  readonly name: StoreName;
  /** In order of time. */
  readonly prices: readonly Document[];
  readonly results: Results;
}

/** Reads what the page shows. */
export const readBoard = async (store: Store): Promise<StoredBoard> => ({
  name: store.name,
  ...(await store.extent()),
  prices: await store.prices(),
  results: await readResults(store),
});
