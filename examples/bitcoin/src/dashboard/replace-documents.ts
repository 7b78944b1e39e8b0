import type { Client } from '@elastic/elasticsearch';
import { ensureIndex, toElasticsearch } from '@penstock/sink-es';
import type { IndexMapping } from '@penstock/sink-es';
import { deliver, run } from '@penstock/stream';

/** What an index is to hold. */
export interface Replacement<T> {
  readonly index: string;
  readonly mapping: IndexMapping;
  readonly documents: readonly T[];
  readonly idOf: (document: T) => string;
  readonly signal: AbortSignal;
}

// The most that one search gives, and far more than a year and a week.
const most = 10_000;

/**
 * Makes an index hold these documents alone. The same ids are written over; what an earlier run left under other ids
 * goes after that, so that a reader never finds the index empty and a chart never mixes two models.
 */
export const replaceDocuments = async <T extends object>(
  client: Client,
  { index, mapping, documents, idOf, signal }: Replacement<T>,
): Promise<void> => {
  await ensureIndex(client, { index, mapping, signal });
  await client.indices.refresh({ index }, { signal });
  const ids = new Set(documents.map(idOf));
  const { hits } = await client.search({ index, size: most, _source: false, query: { match_all: {} } }, { signal });
  const changes: ReadonlyArray<Change<T>> = [
    ...documents.map((document) => ({ id: idOf(document), document })),
    ...hits.hits.flatMap(({ _id: id }) => (id === undefined || ids.has(id) ? [] : [{ id }])),
  ];
  const sink = toElasticsearch<Change<T>>(client, {
    index,
    source: ({ document }) => document ?? {},
    opType: ({ document }) => (document ? 'index' : 'delete'),
  });
  await run(deliver(changes, { topic: index, id: ({ id }) => id }), sink, { signal });
  signal.throwIfAborted();
};

/** A document to be written, or without one an id to be removed. */
interface Change<T> {
  readonly id: string;
  readonly document?: T;
}
