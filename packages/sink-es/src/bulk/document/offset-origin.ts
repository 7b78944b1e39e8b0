import type { PenstockError } from '@penstock/stream';
import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import { elasticsearchError } from '../../errors.ts';
import type { ElasticsearchErrorCode } from '../../errors.ts';
import type { OffsetOrigin } from '../options.ts';

/** The error of offsets that cannot be compared with those in the index. */
export const originChanged = (what: string): PenstockError<ElasticsearchErrorCode> =>
  elasticsearchError(
    'PENSTOCK_VERSION_ORIGIN_CHANGED',
    `${what} Offsets of another topic, or after a change of its partitions, do not tell the older write from the ` +
      'newer. Write to a new index, or give version as a function of the record.',
  );

/**
 * Makes sure that an index has versions from this topic alone, and makes it say so from now on, in `_meta` of its
 * mapping.
 *
 * A topic that was made anew begins at offset 0 again, and all it has would be taken for older than what is there.
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
    const made = await ask(
      client,
      { method: 'PUT', path, body: { mappings: { _meta: { penstock: { offsets: wanted } } } } },
      { doing: `make the index ${index}`, expect: [400], signal },
    );
    // 400: another writer made it in between.
    if (made.status === 400) await claimOffsets(client, index, wanted, signal);
    return;
  }
  for (const [name, { mappings }] of Object.entries(read.body)) {
    const meta = mappings['_meta'] ?? {};
    const there = meta.penstock?.offsets;
    if (!there) {
      const body = { _meta: { ...meta, penstock: { ...meta.penstock, offsets: wanted } } };
      await ask(
        client,
        { method: 'PUT', path: `/${encodeURIComponent(name)}/_mapping`, body },
        { doing: `note in ${name} whose offsets it has`, signal },
      );
    } else if (there.topic !== topic || there.partitions !== partitions || there.topicId !== topicId) {
      throw originChanged(
        `${name} has versions from ${JSON.stringify(there)}, and these are from ${JSON.stringify(wanted)}.`,
      );
    }
  }
};

interface Found {
  readonly mappings: { readonly _meta?: { readonly penstock?: { readonly offsets?: OffsetOrigin } } };
}
