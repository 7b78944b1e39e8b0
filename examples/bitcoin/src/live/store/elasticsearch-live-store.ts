import { Client } from '@elastic/elasticsearch';
import { ensureIndex, toElasticsearch } from '@penstock/sink-es';
import { liveIndices, liveMappings, rowIdOf } from './documents.ts';
import type { LiveDocuments, LiveIndex, LiveRow } from './documents.ts';
import type { LiveQuery, LiveStore } from './live-store.ts';

/** Options of {@link elasticsearchLiveStore}. */
export interface ElasticsearchOptions {
  readonly node: string;
  readonly apiKey: string | undefined;
  /** Called with a text for each retry, so that a user knows what the program waits for. */
  readonly onOutage: (text: string) => void;
}

// The maximum number of hits of one search.
const page = 10_000;

/** Opens the indices of live data on a server, and creates them if missing. */
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
        onOutage(`Elasticsearch: ${documents} documents are retried (attempt ${attempt}): ${reason}`),
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
          // No two documents of a market have the same time.
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
