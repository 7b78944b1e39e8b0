import { checkOptions } from '@penstock/stream/internal';
import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { serverReason } from '../connection/server-reason.ts';
import { elasticsearchError } from '../errors.ts';
import { extendMapping } from './extend-mapping.ts';
import type { IndexMapping } from './mapping.ts';
import { applySettings } from './settings.ts';
import type { IndexSettings } from './settings.ts';

/** Options of {@link ensureIndex}. */
export interface EnsureIndexOptions {
  /** Name of the index, or an alias of existing indices. */
  readonly index: string;
  readonly mapping?: IndexMapping;
  readonly settings?: IndexSettings;
  /** Name of an index template that must exist, since the index relies on it. */
  readonly template?: string;
  readonly signal?: AbortSignal;
}

/** Result of {@link ensureIndex}. */
export interface EnsuredIndex {
  readonly created: boolean;
  /** Paths of the fields that were added to an existing index. */
  readonly added: readonly string[];
  /** Names of the settings that were changed. */
  readonly changed: readonly string[];
}

/**
 * Creates an index. If it exists, adds the missing fields and changes its settings; a second call changes nothing.
 *
 * If the index maps a field differently, the call changes nothing, and the error names every such field.
 *
 * @throws (rejects with) {@link MappingConflictError} (`PENSTOCK_MAPPING_CONFLICT`), `PENSTOCK_SETTINGS_CONFLICT`,
 * `PENSTOCK_TEMPLATE_MISSING`, and the errors of the connection.
 *
 * @example
 * ```ts
 * await ensureIndex(client, {
 *   index: 'btc-usd',
 *   mapping: mapping<{ time: number; close: number }>({
 *     time: { type: 'date', format: 'epoch_millis' },
 *     close: 'double',
 *   }),
 * });
 * ```
 */
export const ensureIndex = async (client: ElasticsearchClient, options: EnsureIndexOptions): Promise<EnsuredIndex> => {
  const { index, mapping, settings, template, signal } = checkOptions(
    options,
    { index: true, mapping: true, settings: true, template: true, signal: true },
    'ensureIndex',
  );
  const path = `/${encodeURIComponent(index)}`;
  if (template !== undefined) await requireTemplate(client, template, signal);
  const there = await ask<Record<string, { readonly mappings: Partial<IndexMapping> }>>(
    client,
    { method: 'GET', path },
    { doing: `read the index ${index}`, expect: [404], signal },
  );
  if (there.status === 404) {
    const made = await ask<{ readonly error?: { readonly type?: string } }>(
      client,
      { method: 'PUT', path, body: { ...(mapping && { mappings: mapping }), ...(settings && { settings }) } },
      { doing: `create the index ${index}`, expect: [400], signal },
    );
    if (made.status !== 400) return { created: true, added: [], changed: [] };
    const { type } = made.body.error ?? {};
    if (type !== 'resource_already_exists_exception') {
      throw elasticsearchError(
        'PENSTOCK_BAD_OPTION',
        `Elasticsearch refused to create the index ${index} with this mapping and these settings: ${type}: ` +
          `${serverReason(made.body.error)}.`,
      );
    }
    // Another client has created the index in the meantime, perhaps with another mapping.
    return ensureIndex(client, {
      index,
      ...(mapping && { mapping }),
      ...(settings && { settings }),
      ...(signal && { signal }),
    });
  }
  const found = Object.fromEntries(Object.entries(there.body).map(([name, { mappings }]) => [name, mappings]));
  return {
    created: false,
    added: mapping ? await extendMapping(client, index, mapping, found, signal) : [],
    changed: settings ? await applySettings(client, index, settings, signal) : [],
  };
};

const requireTemplate = async (
  client: ElasticsearchClient,
  template: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const doing = `look for the index template ${template}`;
  // Looks for a composable template, then for a legacy one, which every version still supports.
  for (const kind of ['_index_template', '_template']) {
    const { status } = await ask(
      client,
      { method: 'GET', path: `/${kind}/${encodeURIComponent(template)}` },
      { doing, expect: [404], signal },
    );
    if (status === 200) return;
  }
  throw elasticsearchError(
    'PENSTOCK_TEMPLATE_MISSING',
    `The index template ${template} does not exist. Create it with ensureTemplate, or leave out the option template.`,
  );
};
