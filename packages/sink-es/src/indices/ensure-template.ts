import { checkOptions } from '@penstock/stream/internal';
import { isDeepStrictEqual } from 'node:util';
import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { serverReason } from '../connection/server-reason.ts';
import { elasticsearchError } from '../errors.ts';
import { compareMapping } from './compare-mapping.ts';
import type { FieldDefinition, IndexMapping } from './mapping.ts';
import { MappingConflictError } from './mapping-conflict-error.ts';
import { flatten } from './settings.ts';
import type { IndexSettings } from './settings.ts';

/** Options of {@link ensureTemplate}. */
export interface EnsureTemplateOptions {
  readonly name: string;
  /** Patterns of the index names that it applies to, such as `prices-*`; `*` matches any text. */
  readonly patterns: readonly string[];
  readonly mapping?: IndexMapping;
  readonly settings?: IndexSettings;
  /** If several templates match an index, the one with the highest priority applies; default 100. */
  readonly priority?: number;
  /** True creates data streams instead of indices; default false. */
  readonly dataStream?: boolean;
  readonly signal?: AbortSignal;
}

/** Result of {@link ensureTemplate}. */
export interface EnsuredTemplate {
  readonly created: boolean;
  /** True if an existing template was changed. */
  readonly changed: boolean;
}

/**
 * Creates a composable index template, or extends the existing one; a second call changes nothing.
 *
 * Other properties of the template are kept. Indices that were created from it before are not changed; use
 * `ensureIndex` for those.
 *
 * @throws (rejects with) {@link MappingConflictError} if the template maps a field differently, `PENSTOCK_BAD_OPTION`
 * if Elasticsearch refuses the template, and the errors of the connection.
 *
 * @example
 * ```ts
 * await ensureTemplate(client, {
 *   name: 'prices',
 *   patterns: ['prices-*'],
 *   mapping: mapping<Pick<Candle, 'time' | 'close'>>({
 *     time: { type: 'date', format: 'epoch_millis' },
 *     close: 'double',
 *   }),
 * });
 * ```
 */
export const ensureTemplate = async (
  client: ElasticsearchClient,
  options: EnsureTemplateOptions,
): Promise<EnsuredTemplate> => {
  const {
    name,
    patterns,
    mapping,
    settings = {},
    priority = 100,
    dataStream = false,
    signal,
  } = checkOptions(
    options,
    { name: true, patterns: true, mapping: true, settings: true, priority: true, dataStream: true, signal: true },
    'ensureTemplate',
  );
  if (patterns.length === 0)
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Expected at least one pattern in patterns of the template ${name}; got none.`,
    );
  const path = `/_index_template/${encodeURIComponent(name)}`;
  const read = await ask<{ readonly index_templates: readonly [{ readonly index_template: Template }] }>(
    client,
    { method: 'GET', path },
    { doing: `read the index template ${name}`, expect: [404], signal },
  );
  const there = read.status === 404 ? undefined : read.body.index_templates[0].index_template;
  const found = there?.template?.mappings?.properties ?? {};
  if (mapping) {
    const { conflicts } = compareMapping(name, mapping.properties, found, () => undefined);
    if (conflicts.length > 0) throw new MappingConflictError(conflicts);
  }
  // The server returns these dates with a template, but refuses them in a request.
  const {
    created_date: _created,
    created_date_millis: _createdMillis,
    modified_date: _modified,
    modified_date_millis: _modifiedMillis,
    ...kept
  } = there ?? {};
  const wanted: Template = {
    ...kept,
    index_patterns: patterns,
    priority,
    ...(dataStream && { data_stream: there?.data_stream ?? {} }),
    template: {
      ...there?.template,
      settings: { ...asText(flatten(there?.template?.settings ?? {}, 'index')), ...asText(flatten(settings, 'index')) },
      mappings: { ...there?.template?.mappings, ...mapping, properties: merged(found, mapping?.properties ?? {}) },
    },
  };
  if (there && isDeepStrictEqual(normal(there), normal(wanted))) return { created: false, changed: false };
  const put = await ask<{ readonly error?: unknown }>(
    client,
    { method: 'PUT', path, body: { ...wanted } },
    { doing: `create the index template ${name}`, expect: [400], signal },
  );
  if (put.status === 400)
    throw elasticsearchError(
      'PENSTOCK_BAD_OPTION',
      `Elasticsearch refused the index template ${name}: ${serverReason(put.body.error)}.`,
    );
  return { created: !there, changed: there !== undefined };
};

interface Template {
  readonly created_date?: unknown;
  readonly created_date_millis?: unknown;
  readonly modified_date?: unknown;
  readonly modified_date_millis?: unknown;
  readonly index_patterns: readonly string[];
  readonly priority?: number;
  readonly data_stream?: object;
  readonly template?: {
    readonly settings?: Record<string, unknown>;
    readonly mappings?: Partial<IndexMapping>;
  };
}

type Properties = Readonly<Record<string, FieldDefinition>>;

const merged = (there: Properties, wanted: Properties): Properties => ({
  ...there,
  ...Object.fromEntries(
    Object.entries(wanted).map(([name, field]) => {
      const before = there[name];
      const nested =
        before?.properties || field.properties
          ? { properties: merged(before?.properties ?? {}, field.properties ?? {}) }
          : {};
      return [name, { ...before, ...field, ...nested }];
    }),
  ),
});

const asText = (settings: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));

/** Normalises a template for a comparison: the server returns parts of it in another format than they were sent. */
const normal = ({ index_patterns: patterns, priority, data_stream: dataStream, template }: Template): unknown => ({
  patterns,
  priority,
  isDataStream: dataStream !== undefined,
  settings: asText(flatten(template?.settings ?? {}, 'index')),
  dynamic: String(template?.mappings?.dynamic ?? true),
  properties: template?.mappings?.properties ?? {},
});
