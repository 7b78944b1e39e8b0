import { deliver, run } from '@penstock/stream';
import { expect } from 'vitest';
import { toDocument } from '../../src/prices/document.ts';
import type { Document } from '../../src/prices/document.ts';
import { sourceNames, versionOf } from '../../src/prices/ranking.ts';
import type { SourceName } from '../../src/prices/ranking.ts';
import type { Store } from '../../src/store/store.ts';

/** A row of a day; its close says which one it is. */
export interface Row {
  readonly day: number;
  readonly source: SourceName;
  readonly found: number;
  readonly close: number;
}

/** The document of a row. */
export const documentOf = ({ day, source, found, close }: Row): Document =>
  toDocument({
    time: Date.UTC(2020, 0, 1 + day),
    open: null,
    high: null,
    low: null,
    close,
    volume: null,
    source,
    found,
  });

/**
 * Writes rows run by run, then all of them once more in their order, as when a topic is read from its start: each day
 * must have the row of the highest rank, of those the one found last, of those the first that came.
 */
export const expectHighestRanks = async (store: Store, runs: ReadonlyArray<readonly Row[]>): Promise<void> => {
  const best = new Map<number, Row>();
  for (const rows of [...runs, runs.flat()]) {
    await run(deliver(rows.map(documentOf), { id: ({ Date }) => Date }), store.sink);
    for (const row of rows) {
      const other = best.get(row.day);
      if (!other || versionOf(row.source, row.found) > versionOf(other.source, other.found)) best.set(row.day, row);
    }
    const expected = [...best.values()].toSorted((one, other) => one.day - other.day);
    const { times, values } = await store.closes();
    expect(Array.from(times)).toEqual(expected.map(({ day }) => Date.UTC(2020, 0, 1 + day)));
    expect(Array.from(values)).toEqual(expected.map(({ close }) => close));
    const { documents, sources } = await store.extent();
    expect(documents).toBe(best.size);
    expect(sources).toEqual(
      Object.fromEntries(
        sourceNames.flatMap((name) => {
          const count = expected.filter(({ source }) => source === name).length;
          return count === 0 ? [] : [[name, count]];
        }),
      ),
    );
  }
};
