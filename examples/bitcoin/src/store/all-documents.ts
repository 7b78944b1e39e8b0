import { errors } from '@elastic/elasticsearch';
import type { Client } from '@elastic/elasticsearch';

// The maximum number of hits of one search.
const page = 10_000;

/**
 * Reads all documents of an index as they were written, the newest included; none if there is no such index. An index
 * of more than 10,000 needs `order`: a field whose values are all different, by which the documents are sorted.
 */
export const allDocuments = async <T extends object>(client: Client, index: string, order?: string): Promise<T[]> => {
  const found: T[] = [];
  let after: readonly unknown[] | undefined;
  try {
    // What a bulk request wrote is searchable only after a refresh.
    await client.indices.refresh({ index });
    for (;;) {
      const { hits } = await client.search<T>({
        index,
        size: page,
        ...(order !== undefined && { sort: [{ [order]: 'asc' }] }),
        ...(after && { search_after: [...after] as string[] }),
      });
      for (const { _source: document } of hits.hits) if (document) found.push(document);
      after = hits.hits.at(-1)?.sort;
      if (hits.hits.length < page || after === undefined) return found;
    }
  } catch (error) {
    if (error instanceof errors.ResponseError && error.statusCode === 404) return [];
    throw error;
  }
};
