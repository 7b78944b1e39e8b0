import { Client } from '@elastic/elasticsearch';
import { ensureIndex, toElasticsearch } from '@penstock/sink-es';
import { liveIndices, liveMappings, rowIdOf } from './documents.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from './documents.ts';
import type { LiveQuery, LiveStore } from './live-store.ts';

/** Where Elasticsearch is. */
export interface ElasticsearchOptions {
  readonly node: string;
  readonly apiKey: string | undefined;
  /** Told in words of each failure that is tried again, so that nobody waits without knowing for what. */
  readonly onOutage: (text: string) => void;
}

// The most that Elasticsearch gives at once.
const page = 10_000;

/** Opens the indices of live data on a server, and makes them where there are none. */
export const elasticsearchLiveStore = async ({ node, apiKey, onOutage }: ElasticsearchOptions): Promise<LiveStore> => {
  const client = new Client({ node, ...(apiKey && { auth: { apiKey } }) });
  try {
    for (const index of liveIndices) await ensureIndex(client, { index, mapping: liveMappings[index] });
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    name: 'elasticsearch',
    sink: toElasticsearch<LiveRow>(client, {
      index: ({ index }) => index,
      id: rowIdOf,
      source: ({ document }) => document,
      onRetry: ({ documents, attempt, reason }) =>
        onOutage(`Elasticsearch: ${documents} documents are sent again (${attempt}): ${reason}`),
    }),
    async read<I extends LiveIndex>(index: I, { exchange, from = 0 }: LiveQuery) {
      // What a bulk request wrote is searchable only after a refresh.
      await client.indices.refresh({ index });
      const found: Array<LiveDocuments[I]> = [];
      for (;;) {
        const last = found.at(-1);
        const { hits } = await client.search<LiveDocuments[I]>({
          index,
          size: page,
          query: { bool: { filter: [{ term: { exchange } }, { range: { time: { gte: from } } }] } },
          // A market has one document an instant.
          sort: [{ time: 'asc' }],
          ...(last && { search_after: [last.time] }),
        });
        for (const { _source: document } of hits.hits) if (document) found.push(document);
        if (hits.hits.length < page) return found;
      }
    },
    close: () => client.close(),
  };
};
