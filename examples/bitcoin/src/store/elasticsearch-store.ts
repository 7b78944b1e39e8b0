import { Client } from '@elastic/elasticsearch';
import { ensureIndex, mapping, readSeries, toElasticsearch } from '@penstock/sink-es';
import { replaceDocuments } from '../dashboard/replace-documents.ts';
import { dayField } from '../dashboard/result-index.ts';
import type { ResultIndex } from '../dashboard/result-index.ts';
import type { Document } from '../prices/document.ts';
import { versionOf } from '../prices/ranking.ts';
import type { SourceName } from '../prices/ranking.ts';
import type { Extent } from './extent.ts';
import { allDocuments } from './all-documents.ts';
import type { Store } from './store.ts';

/** Options of {@link elasticsearchStore}. */
export interface ElasticsearchOptions {
  readonly node: string;
  /** Name of an index template with the settings of the index; it must exist. */
  readonly template: string | undefined;
  readonly apiKey: string | undefined;
  /** Called with a text for each retry, so that a user knows what the program waits for. */
  readonly onOutage: (text: string) => void;
}

const index = 'bitcoin_kafka';

const fields = mapping<Document>({
  Date: dayField,
  Open: 'double',
  High: 'double',
  Low: 'double',
  Close: 'double',
  'Adj Close': 'double',
  Volume: 'double',
  '@timestamp': { type: 'date', format: 'epoch_millis' },
  Source: 'keyword',
  Found: { type: 'date', format: 'epoch_millis' },
});

/** Opens the index on a server, and creates it if missing. */
export const elasticsearchStore = async ({
  node,
  template,
  apiKey,
  onOutage,
}: ElasticsearchOptions): Promise<Store> => {
  const client = new Client({ node, ...(apiKey && { auth: { apiKey } }) });
  const ensure = () => ensureIndex(client, { index, mapping: fields, ...(template !== undefined && { template }) });
  try {
    await ensure();
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    name: 'elasticsearch',
    sink: toElasticsearch<Document>(client, {
      index,
      // A replay has the versions of the first run, so it does not replace newer documents.
      versionType: 'external',
      version: ({ Source, Found }) => versionOf(Source, Found),
      onRetry: ({ documents, attempt, reason }) =>
        onOutage(`Elasticsearch: ${documents} documents are retried (attempt ${attempt}): ${reason}`),
    }),
    async clear() {
      await client.indices.delete({ index });
      await ensure();
    },
    extent: () => extentOf(client),
    async closes() {
      await client.indices.refresh({ index });
      return readSeries(client, { index, field: 'Close', time: '@timestamp' });
    },
    prices: () => allDocuments<Document>(client, index, 'Date'),
    replace: (results, documents, signal) => replaceDocuments(client, { ...results, documents, signal }),
    read: <T extends object>(results: ResultIndex<T>) => allDocuments<T>(client, results.index),
    close: () => client.close(),
  };
};

type Extremes = Record<'first' | 'last', { readonly value_as_string?: string }>;
type BySource = Record<
  'sources',
  { readonly buckets: ReadonlyArray<{ readonly key: SourceName; readonly doc_count: number }> }
>;

const extentOf = async (client: Client): Promise<Extent> => {
  // What a bulk request wrote is searchable only after a refresh.
  await client.indices.refresh({ index });
  const { hits, aggregations } = await client.search<unknown, Extremes & BySource>({
    index,
    size: 0,
    track_total_hits: true,
    aggs: {
      first: { min: { field: 'Date' } },
      last: { max: { field: 'Date' } },
      sources: { terms: { field: 'Source', missing: 'unknown' } },
    },
  });
  return {
    documents: typeof hits.total === 'number' ? hits.total : (hits.total?.value ?? 0),
    first: aggregations?.first.value_as_string ?? null,
    last: aggregations?.last.value_as_string ?? null,
    sources: Object.fromEntries(aggregations?.sources.buckets.map(({ key, doc_count }) => [key, doc_count]) ?? []),
  };
};
