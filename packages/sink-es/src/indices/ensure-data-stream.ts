import { checkOptions } from '@penstock/stream/internal';
import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { serverReason } from '../connection/server-reason.ts';
import { elasticsearchError } from '../errors.ts';
import { ensureTemplate } from './ensure-template.ts';
import { extendMapping } from './extend-mapping.ts';
import type { IndexMapping } from './mapping.ts';
import { applySettings } from './settings.ts';
import type { IndexSettings } from './settings.ts';

/** Options of {@link ensureDataStream}. */
export interface EnsureDataStreamOptions {
  readonly name: string;
  /** The mapping, which must map `@timestamp` as a date. */
  readonly mapping: IndexMapping;
  readonly settings?: IndexSettings;
  /** Name of its index template; default the name of the stream. */
  readonly template?: string;
  readonly signal?: AbortSignal;
}

/** Result of {@link ensureDataStream}. */
export interface EnsuredDataStream {
  readonly created: boolean;
  /** Paths of the fields that were added to the existing backing indices. */
  readonly added: readonly string[];
}

/**
 * Creates a data stream and its index template, or extends the existing ones; a second call changes nothing.
 *
 * A data stream accepts documents with `opType: 'create'` only. An `_id` is unique within one backing index only, so a
 * record that is delivered again after a rollover is stored twice.
 *
 * @throws (rejects with) the errors of `ensureTemplate` and `ensureIndex`; `PENSTOCK_BAD_OPTION` without `@timestamp`
 * or if Elasticsearch refuses to create the stream.
 *
 * @example
 * ```ts
 * type Row = { '@timestamp': number; price: number };
 * await ensureDataStream(client, {
 *   name: 'quotes-btc',
 *   mapping: mapping<Row>({ '@timestamp': { type: 'date', format: 'epoch_millis' }, price: 'double' }),
 * });
 * const sink = toElasticsearch<Row>(client, { index: 'quotes-btc', opType: 'create' });
 * ```
 */
export const ensureDataStream = async (
  client: ElasticsearchClient,
  given: EnsureDataStreamOptions,
): Promise<EnsuredDataStream> => {
  const {
    name,
    mapping,
    settings,
    template = name,
    signal,
  } = checkOptions(
    given,
    { name: true, mapping: true, settings: true, template: true, signal: true },
    'ensureDataStream',
  );
  const { type } = mapping.properties['@timestamp'] ?? {};
  if (type !== 'date' && type !== 'date_nanos') {
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Expected @timestamp of type date or date_nanos in the mapping of the data stream ${name}; got ` +
        `${type ?? 'no such field'}.`,
    );
  }
  const options = { ...(signal && { signal }) };
  await ensureTemplate(client, {
    name: template,
    patterns: [name],
    mapping,
    dataStream: true,
    priority: 500,
    ...(settings && { settings }),
    ...options,
  });
  const path = `/_data_stream/${encodeURIComponent(name)}`;
  const there = await ask(
    client,
    { method: 'GET', path },
    { doing: `read the data stream ${name}`, expect: [404], signal },
  );
  if (there.status === 404) {
    const made = await ask<{ readonly error?: { readonly type?: string } }>(
      client,
      { method: 'PUT', path },
      { doing: `create the data stream ${name}`, expect: [400], signal },
    );
    if (made.status !== 400) return { created: true, added: [] };
    // If another client has created the stream in the meantime, it is extended like any existing one.
    if (made.body.error?.type !== 'resource_already_exists_exception') {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `Elasticsearch refused to create the data stream ${name}: ${serverReason(made.body.error)}.`,
      );
    }
  }
  const { body } = await ask<Record<string, { readonly mappings: Partial<IndexMapping> }>>(
    client,
    { method: 'GET', path: `/${encodeURIComponent(name)}/_mapping` },
    { doing: `read the mapping of ${name}`, signal },
  );
  const found = Object.fromEntries(Object.entries(body).map(([index, { mappings }]) => [index, mappings]));
  const added = await extendMapping(client, name, mapping, found, signal);
  if (settings) await applySettings(client, name, settings, signal);
  return { created: false, added };
};
