import { checkOptions } from '@penstock/stream/internal';
import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { elasticsearchError } from '../errors.ts';
import { ensureTemplate } from './ensure-template.ts';
import { extendMapping } from './extend-mapping.ts';
import type { IndexMapping } from './mapping.ts';
import { applySettings } from './settings.ts';
import type { IndexSettings } from './settings.ts';

/** What {@link ensureDataStream} sees to. */
export interface EnsureDataStreamOptions {
  readonly name: string;
  /** Has to map `@timestamp` as a date. */
  readonly mapping: IndexMapping;
  readonly settings?: IndexSettings;
  /** Name of the index template behind it; default the stream's own. */
  readonly template?: string;
  readonly signal?: AbortSignal;
}

/** What {@link ensureDataStream} did. */
export interface EnsuredDataStream {
  readonly created: boolean;
  /** Paths of the fields that were added to the indices behind it. */
  readonly added: readonly string[];
}

/**
 * Creates a data stream and the index template behind it, or extends those that exist; a second call changes nothing.
 *
 * A stream takes documents with `opType: 'create'` alone. Its `_id` is unique within one index behind it, so a record
 * that comes again after a rollover is stored twice.
 *
 * @throws (rejects with) what `ensureTemplate` and `ensureIndex` do; `PENSTOCK_BAD_OPTION` without `@timestamp`.
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
      `The mapping of the data stream ${name} must have @timestamp of type date; it has ${type ?? 'none'}.`,
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
    // 400: another made it in between.
    await ask(client, { method: 'PUT', path }, { doing: `make the data stream ${name}`, expect: [400], signal });
    return { created: true, added: [] };
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
