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

/** What {@link reindexInto} does. */
export interface ReindexIntoOptions {
  /** The alias that readers and writers use. */
  readonly alias: string;
  /** The new index. */
  readonly index: string;
  /** The old index; default the one that the alias stands for. */
  readonly from?: string;
  readonly mapping?: IndexMapping;
  readonly settings?: IndexSettings;
  /** Makes the new document of the old; default the same. */
  readonly transform?: (source: Source, id: string) => Source;
  readonly signal?: AbortSignal;
}

/** What {@link reindexInto} did. */
export interface Reindexed {
  /** The index that the alias stood for; it is kept, and takes no more writes. */
  readonly from: string;
  /** Documents copied before the alias went over. */
  readonly copied: number;
  /** Documents written meanwhile, copied after it. */
  readonly caughtUp: number;
}

/**
 * Changes a mapping that cannot be changed in place: makes a new index, copies the old one into it, and lets the alias
 * go over in one step.
 *
 * Readers of the alias see the old index until the step and the new one after it. What was written to the old one
 * during the copy, and nothing else, is copied after the step, and by its version never replaces what was written to
 * the new one since. A document that was deleted during the copy may come back. The old index is kept, and takes no
 * more writes (`index.blocks.write`).
 *
 * A document that the new mapping refuses ends it with `PENSTOCK_REJECTED` before the step: the alias stays, and a
 * second call goes on. Where the connection fails after the step, call it again with `from`, so that what was written
 * meanwhile is copied.
 *
 * @throws (rejects with) `PENSTOCK_BAD_OPTION` where `alias` is not an alias of one other index, what `ensureIndex` and
 * `toElasticsearch` do, and the errors of the connection.
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
  /** Writes up to this number in each shard are copied. */
  let reached = -1;
  const copy = async (): Promise<number> => {
    const settled = await settledWrites(client, from, signal);
    // A search that begins after this sees all that was settled before it.
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
    { doing: `let the alias ${alias} go over from ${from} to ${index}`, signal },
  );
  let caughtUp = await copy();
  // It waits for writes that found the old index before the step; what comes later is refused instead of forgotten.
  await ask(
    client,
    { method: 'PUT', path: `/${encodeURIComponent(from)}/_block/write` },
    { doing: `end the writing of ${from}`, signal },
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

/** The sequence number up to which every copy of every shard has all writes. */
const settledWrites = async (
  client: ElasticsearchClient,
  index: string,
  signal: AbortSignal | undefined,
): Promise<number> => {
  const path = `/${encodeURIComponent(index)}/_stats/docs`;
  const { body } = await ask<ShardStats>(
    client,
    { method: 'GET', path, querystring: { level: 'shards' } },
    { doing: `read how far the writes of ${index} are`, signal },
  );
  const copies = Object.values(body.indices).flatMap(({ shards }) => Object.values(shards).flat());
  return Math.min(...copies.map((copy) => copy.seq_no?.local_checkpoint ?? -1));
};

/** Reads the documents whose last write has a greater sequence number. */
async function* documents(
  client: ElasticsearchClient,
  index: string,
  after: number,
  transform: ReindexIntoOptions['transform'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Copied> {
  const query = after < 0 ? { match_all: {} } : { range: { _seq_no: { gt: after } } };
  const body = { query, version: true, sort: [{ _shard_doc: 'asc' }] };
  for await (const hits of searchPages<Hit>(client, { index, body, pageSize: 2_500, signal })) {
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
    `${alias} must be an alias of one index other than ${index}; ` +
      `${behind.length === 0 ? 'it is none' : `it stands for ${behind.join(', ')}`}. An index that is used by its ` +
      'own name has to get an alias first; where an earlier call ended after the alias went over, name the old ' +
      'index in from.',
  );
};
