import { deliver, run } from '@penstock/stream';
import { checkOptions } from '@penstock/stream/internal';
import { toElasticsearch } from './bulk/to-elasticsearch.ts';
import { ask } from './connection/ask.ts';
import type { ElasticsearchClient } from './connection/client.ts';
import { elasticsearchError } from './errors.ts';
import { searchPages } from './reading/documents/search-pages.ts';
import { ensureIndex } from './indices/ensure-index.ts';
import type { IndexMapping } from './indices/mapping.ts';
import type { IndexSettings } from './indices/settings.ts';

type Source = Record<string, unknown>;

/** Documents per search. A later pass that copies at most this many is the last one before the switch. */
const pageSize = 2_500;

/** Options of {@link reindexInto}. */
export interface ReindexIntoOptions {
  /** The alias that readers and writers use. */
  readonly alias: string;
  /** The new index. */
  readonly index: string;
  /** The old index; default: the index that the alias points to. */
  readonly from?: string;
  readonly mapping?: IndexMapping;
  readonly settings?: IndexSettings;
  /** Returns the new document for an old one; default: the same document. */
  readonly transform?: (source: Source, id: string) => Source;
  readonly signal?: AbortSignal;
}

/** Result of {@link reindexInto}. */
export interface Reindexed {
  /** The index that the alias pointed to before. It still exists, and Elasticsearch refuses writes to it. */
  readonly from: string;
  /** Number of documents that the first pass copied. */
  readonly copied: number;
  /**
   * Number of documents that the later passes copied, because they were written during the copy. A document that
   * several passes copied counts each time.
   */
  readonly caughtUp: number;
}

/**
 * Changes a mapping that cannot be changed in place: creates a new index, copies the old index into it, and switches
 * the alias to the new index in one atomic step.
 *
 * Readers of the alias see the old index before the switch and the new index after it. Documents that are written to
 * the old index during the copy are copied by further passes until few are left, and the last ones after the switch.
 * The old index is kept, and Elasticsearch refuses writes to it (`index.blocks.write`).
 *
 * A copy after the switch replaces a document of the new index only if its version is higher, and a version counts the
 * writes of a document. So a document that is written several times during the last pass before the switch, and then
 * fewer times in the new index, gets its older content back. To rule this out, stop the writers or let them write with
 * external versions. A document that was deleted during the copy may reappear.
 *
 * If the new mapping refuses a document, the call rejects with `PENSTOCK_REJECTED` before the switch. The alias is then
 * unchanged, and another call continues the copy. If the connection fails after the switch, call it again with `from`,
 * so that the documents written during the copy are copied too.
 *
 * @throws (rejects with) `PENSTOCK_BAD_OPTION` if `alias` does not point to exactly one other index; the errors of
 * `ensureIndex` and `toElasticsearch`; the errors of the connection.
 *
 * @example
 * ```ts
 * await reindexInto(client, {
 *   alias: 'prices',
 *   index: 'prices-2',
 *   mapping: mapping<Pick<Candle, 'time' | 'close'>>({
 *     time: { type: 'date', format: 'epoch_millis' },
 *     close: 'double',
 *   }),
 * });
 * ```
 */
export const reindexInto = async (client: ElasticsearchClient, options: ReindexIntoOptions): Promise<Reindexed> => {
  const { alias, index, mapping, settings, transform, signal } = checkOptions(
    options,
    { alias: true, index: true, from: true, mapping: true, settings: true, transform: true, signal: true },
    'reindexInto',
  );
  const from = options.from ?? (await indexBehind(client, alias, index, signal));
  await ensureIndex(client, {
    index,
    ...(mapping && { mapping }),
    ...(settings && { settings }),
    ...(signal && { signal }),
  });
  /** All writes up to this sequence number are copied, in each shard. */
  let reached = -1;
  const copy = async (): Promise<number> => {
    const settled = await settledWrites(client, from, signal);
    // A search after this refresh sees every write up to `settled`.
    await ask(
      client,
      { method: 'POST', path: `/${encodeURIComponent(from)}/_refresh` },
      { doing: `refresh ${from}`, signal },
    );
    const sink = toElasticsearch<Copied>(client, {
      index,
      versionType: 'external',
      version: (document) => document.version,
      routing: (document) => document.routing,
      source: (document) => document.source,
    });
    await run(deliver(documents(client, from, reached, transform, signal), { topic: from, id: ({ id }) => id }), sink, {
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    reached = settled;
    return sink.counts.created + sink.counts.updated;
  };
  const copied = await copy();
  let caughtUp = 0;
  // Each pass copies what was written during the one before it. Passes that do not get shorter would never end. The
  // first pass takes no part in this comparison: after an earlier call it copies few documents, but it reads all.
  let [last, beforeLast] = [Infinity, Infinity];
  do {
    [last, beforeLast] = [await copy(), last];
    caughtUp += last;
  } while (last > pageSize && last < beforeLast);
  await ask(
    client,
    { method: 'POST', path: `/${encodeURIComponent(index)}/_refresh` },
    { doing: `refresh ${index}`, signal },
  );
  const actions = [
    { add: { index, alias, is_write_index: true } },
    { remove: { index: from, alias, must_exist: false } },
  ];
  await ask(
    client,
    { method: 'POST', path: '/_aliases', body: { actions } },
    { doing: `switch the alias ${alias} from ${from} to ${index}`, signal },
  );
  caughtUp += await copy();
  // The block waits for writes that had resolved the alias to the old index. Later ones are refused, so none is lost.
  await ask(
    client,
    { method: 'PUT', path: `/${encodeURIComponent(from)}/_block/write` },
    { doing: `block writes to ${from}`, signal },
  );
  caughtUp += await copy();
  return { from, copied, caughtUp };
};

interface Copied {
  readonly id: string;
  readonly version: number;
  readonly routing: string | undefined;
  readonly source: Source;
}

interface Hit {
  readonly sort: readonly unknown[];
  readonly _id: string;
  readonly _version: number;
  readonly _routing?: string;
  readonly _source: Source;
}

interface ShardStats {
  readonly indices: Readonly<
    Record<
      string,
      {
        readonly shards: Readonly<
          Record<string, ReadonlyArray<{ readonly seq_no?: { readonly local_checkpoint: number } }>>
        >;
      }
    >
  >;
}

/** Returns the sequence number up to which every copy of every shard has all writes. */
const settledWrites = async (
  client: ElasticsearchClient,
  index: string,
  signal: AbortSignal | undefined,
): Promise<number> => {
  const path = `/${encodeURIComponent(index)}/_stats/docs`;
  const { body } = await ask<ShardStats>(
    client,
    { method: 'GET', path, querystring: { level: 'shards' } },
    { doing: `read the sequence numbers of ${index}`, signal },
  );
  const copies = Object.values(body.indices).flatMap(({ shards }) => Object.values(shards).flat());
  return Math.min(...copies.map((copy) => copy.seq_no?.local_checkpoint ?? -1));
};

/** Reads the documents whose last write has a greater sequence number than `after`. */
async function* documents(
  client: ElasticsearchClient,
  index: string,
  after: number,
  transform: ReindexIntoOptions['transform'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Copied> {
  const query = after < 0 ? { match_all: {} } : { range: { _seq_no: { gt: after } } };
  const body = { query, version: true, sort: [{ _shard_doc: 'asc' }] };
  for await (const hits of searchPages<Hit>(client, { index, body, pageSize, signal })) {
    for (const { _id: id, _version: version, _routing: routing, _source: source } of hits)
      yield { id, version, routing, source: transform ? transform(source, id) : source };
  }
}

const indexBehind = async (
  client: ElasticsearchClient,
  alias: string,
  index: string,
  signal: AbortSignal | undefined,
): Promise<string> => {
  const { status, body } = await ask<Record<string, unknown>>(
    client,
    { method: 'GET', path: `/_alias/${encodeURIComponent(alias)}` },
    { doing: `look up the alias ${alias}`, expect: [404], signal },
  );
  const behind = status === 404 ? [] : Object.keys(body).filter((name) => name !== index);
  if (behind.length === 1) return behind[0]!;
  throw elasticsearchError(
    'PENSTOCK_BAD_OPTION',
    `Expected ${alias} to be an alias of exactly one index other than ${index}; got ` +
      `${behind.length === 0 ? 'none' : behind.join(', ')}. Create the alias first. If an earlier call failed after ` +
      'it switched the alias, set from to the old index.',
  );
};
