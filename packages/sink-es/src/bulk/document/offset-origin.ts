import type { PenstockError } from '@penstock/stream';
import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { serverReason } from '../../connection/server-reason.ts';
import { elasticsearchError } from '../../errors.ts';
import type { ElasticsearchErrorCode } from '../../errors.ts';
import type { OffsetOrigin } from '../options.ts';

/** Creates the error for offsets that cannot be compared with the versions in the index. */
export const originChanged = (what: string): PenstockError<ElasticsearchErrorCode> =>
  elasticsearchError(
    'PENSTOCK_VERSION_ORIGIN_CHANGED',
    `${what} Offsets of another topic, or after a change of the number of partitions, do not show which write is ` +
      'newer. Write to a new index, or set version to a function of the record.',
  );

/**
 * Checks that the versions in an index are offsets of this topic only, and records the topic in `_meta` of the mapping.
 * Creates the index if it does not exist; throws `PENSTOCK_TARGET_REFUSED` if Elasticsearch refuses that.
 *
 * The offsets of a recreated topic begin at 0 again, so all its records would count as older than the documents in the
 * index.
 */
export const claimOffsets = async (
  client: ElasticsearchClient,
  index: string,
  { topic, partitions, topicId }: OffsetOrigin,
  signal: AbortSignal,
): Promise<void> => {
  const path = `/${encodeURIComponent(index)}`;
  const wanted = { topic, partitions, ...(topicId !== undefined && { topicId }) };
  const read = await ask<Record<string, Found>>(
    client,
    { method: 'GET', path: `${path}/_mapping` },
    { doing: `read the mapping of ${index}`, expect: [404], signal },
  );
  if (read.status === 404) {
    const made = await ask<{ readonly error?: { readonly type?: string } }>(
      client,
      { method: 'PUT', path, body: { mappings: { _meta: { penstock: { offsets: wanted } } } } },
      { doing: `create the index ${index}`, expect: [400], signal },
    );
    if (made.status !== 400) return;
    // Another writer has created the index in the meantime.
    if (made.body.error?.type === 'resource_already_exists_exception')
      return claimOffsets(client, index, wanted, signal);
    throw elasticsearchError(
      'PENSTOCK_TARGET_REFUSED',
      `Elasticsearch refused to create the index ${index}: ${serverReason(made.body.error)}. Correct the ` +
        'option index, or create the index with ensureIndex.',
    );
  }
  for (const [name, { mappings }] of Object.entries(read.body)) {
    const meta = mappings['_meta'] ?? {};
    const there = meta.penstock?.offsets;
    if (!there) {
      const body = { _meta: { ...meta, penstock: { ...meta.penstock, offsets: wanted } } };
      await ask(
        client,
        { method: 'PUT', path: `/${encodeURIComponent(name)}/_mapping`, body },
        { doing: `record the topic of the offsets in ${name}`, signal },
      );
    } else if (there.topic !== topic || there.partitions !== partitions || there.topicId !== topicId) {
      throw originChanged(
        `Expected versions from ${JSON.stringify(wanted)} in ${name}; got versions from ${JSON.stringify(there)}.`,
      );
    }
  }
};

interface Found {
  readonly mappings: { readonly _meta?: { readonly penstock?: { readonly offsets?: OffsetOrigin } } };
}
