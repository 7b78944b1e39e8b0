import type { Client } from '@elastic/elasticsearch';
import { ensureIndex, toElasticsearch } from '@penstock/sink-es';
import type { IndexMapping } from '@penstock/sink-es';
import { deliver, run } from '@penstock/stream';

/** The documents that an index is to hold. */
export interface Replacement<T> {
  readonly index: string;
  readonly mapping: IndexMapping;
  readonly documents: readonly T[];
  readonly idOf: (document: T) => string;
  readonly signal: AbortSignal;
}

// The maximum number of hits of one search, and far more than the days of a year and a week.
const most = 10_000;

/**
 * Makes an index hold these documents and no others. It first replaces documents with the same ids, then deletes those
 * with other ids, so that a reader never finds the index empty and a chart soon shows one model alone.
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

/** A document to write; without one, the id of a document to delete. */
interface Change<T> {
  readonly id: string;
  readonly document?: T;
}
