import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';

/** Options of {@link searchPages}. */
export interface SearchPagesOptions {
  readonly index: string;
  /** The search without its size. `sort` must give any two documents different values. */
  readonly body: Record<string, unknown> & { readonly sort: readonly unknown[] };
  readonly pageSize: number;
  readonly signal: AbortSignal | undefined;
}

const keepAlive = '5m';

/**
 * Reads all hits in the order of `sort`, page by page, from a point in time, so that concurrent writes do not change
 * the pages.
 */
export async function* searchPages<Hit extends { readonly sort: readonly unknown[] }>(
  client: ElasticsearchClient,
  { index, body: search, pageSize, signal }: SearchPagesOptions,
): AsyncGenerator<readonly Hit[]> {
  const doing = `read ${index}`;
  const opened = await ask<{ readonly id: string }>(
    client,
    { method: 'POST', path: `/${encodeURIComponent(index)}/_pit`, querystring: { keep_alive: keepAlive } },
    { doing, signal },
  );
  let { id } = opened.body;
  let after: readonly unknown[] | undefined;
  try {
    for (;;) {
      const { body } = await ask<{ readonly pit_id?: string; readonly hits: { readonly hits: readonly Hit[] } }>(
        client,
        {
          method: 'POST',
          path: '/_search',
          // By default the answer would omit the documents of an unavailable shard without an error.
          querystring: { allow_partial_search_results: false },
          body: {
            ...search,
            size: pageSize,
            track_total_hits: false,
            pit: { id, keep_alive: keepAlive },
            ...(after && { search_after: after }),
          },
        },
        { doing, signal },
      );
      id = body.pit_id ?? id;
      const { hits } = body.hits;
      if (hits.length > 0) yield hits;
      if (hits.length < pageSize) return;
      after = hits.at(-1)!.sort;
    }
  } finally {
    // The point in time also expires by itself, so a failure to close it is no error.
    await ask(client, { method: 'DELETE', path: '/_pit', body: { id } }, { doing, expect: [404] }).catch(
      () => undefined,
    );
  }
}
