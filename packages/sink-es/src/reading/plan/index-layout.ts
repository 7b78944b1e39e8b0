import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';
import type { FieldDefinition, IndexMapping } from '../../indices/mapping.ts';

/** How one index stores the documents to read. */
export interface IndexLayout {
  /** Whether the index keeps `_source` as it was written, rebuilds it from indexed values, or has none. */
  readonly source: 'stored' | 'synthetic' | 'none';
  /** Paths of fields in the documents, by name, for fields whose path differs from their name. */
  readonly paths: ReadonlyMap<string, string>;
  /** Names of the fields whose columns have a replacement (`null_value`) for a written `null`. */
  readonly withoutNull: ReadonlySet<string>;
  /**
   * How Elasticsearch reads numbers in the time field: as milliseconds; as milliseconds, but as years if they have four
   * digits; or as the format defines.
   */
  readonly numbers: 'milliseconds' | 'milliseconds or years' | 'by format';
  /** Date format of the time field. */
  readonly format: string;
}

const defaultFormat = 'strict_date_optional_time||epoch_millis';

/** The layout that is assumed for an index that the login may not look up. */
export const unknownLayout: IndexLayout = {
  source: 'stored',
  paths: new Map(),
  withoutNull: new Set(),
  numbers: 'milliseconds or years',
  format: defaultFormat,
};

interface Found {
  readonly mappings?: Partial<IndexMapping> & {
    readonly _source?: { readonly enabled?: boolean; readonly mode?: string };
  };
  readonly settings?: {
    readonly index?: { readonly mode?: string; readonly mapping?: { readonly source?: { readonly mode?: string } } };
  };
}

/** Looks up the layout of each index behind a name; `names[0]` is the time field. */
export const layoutsOf = async (
  client: ElasticsearchClient,
  index: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, IndexLayout>> => {
  const { status, body } = await ask<Record<string, Found>>(
    client,
    {
      method: 'GET',
      path: `/${encodeURIComponent(index)}`,
      querystring: { filter_path: '*.mappings,*.settings.index.mode,*.settings.index.mapping.source' },
    },
    // A login that may only search gets 403. Indices of a remote cluster cannot be looked up and get 400.
    { doing: `look up the mapping of ${index}`, expect: [400, 403], signal },
  );
  if (status !== 200) return new Map();
  return new Map(Object.entries(body).map(([name, found]) => [name, toLayout(found, names)]));
};

const toLayout = ({ mappings = {}, settings }: Found, names: readonly string[]): IndexLayout => {
  const paths = new Map<string, string>();
  const withoutNull = new Set<string>();
  for (const name of names) {
    const found = findField(mappings, name);
    if (found && found.path !== name) paths.set(name, found.path);
    if (found?.definition['null_value'] !== undefined) withoutNull.add(name);
  }
  const format = findField(mappings, names[0]!)?.definition.format ?? defaultFormat;
  return {
    source: sourceOf({ mappings, ...(settings && { settings }) }),
    paths,
    withoutNull,
    numbers: numbersOf(format),
    format,
  };
};

const sourceOf = ({ mappings, settings }: Found): IndexLayout['source'] => {
  const { _source: source } = mappings ?? {};
  const { index } = settings ?? {};
  const byMode = index?.mode === 'time_series' || index?.mode === 'logsdb' ? 'synthetic' : 'stored';
  const mode = source?.mode ?? index?.mapping?.source?.mode ?? byMode;
  if (source?.enabled === false || mode === 'disabled') return 'none';
  return mode === 'synthetic' ? 'synthetic' : 'stored';
};

const numbersOf = (format: string): IndexLayout['numbers'] => {
  const formats = format.split('||');
  if (!formats.includes('epoch_millis')) return 'by format';
  const others = formats.filter((one) => one !== 'epoch_millis');
  if (others.length === 0) return 'milliseconds';
  return others.every((one) => /^(strict_)?date_optional_time(_nanos)?$/.test(one))
    ? 'milliseconds or years'
    : 'by format';
};

type Properties = Readonly<Record<string, FieldDefinition>>;

/**
 * Finds the definition of a field, and the path of its value in the documents. The value of a multi-field is at the
 * path of its parent, the value of an alias at the path of its target.
 */
const findField = (
  mappings: Partial<IndexMapping>,
  name: string,
): { readonly path: string; readonly definition: FieldDefinition } | undefined => {
  const find = (properties: Properties, before: string, parts: readonly string[]): ReturnType<typeof findField> => {
    for (let count = parts.length; count > 0; count -= 1) {
      const key = parts.slice(0, count).join('.');
      if (!Object.hasOwn(properties, key)) continue;
      const definition = properties[key]!;
      const path = `${before}${key}`;
      const rest = parts.slice(count);
      if (rest.length > 0) {
        const inner = definition.fields?.[rest.join('.')];
        if (inner) return { path, definition: inner };
        const deeper = definition.properties && find(definition.properties, `${path}.`, rest);
        if (deeper) return deeper;
      } else if (definition.type === 'alias' && typeof definition['path'] === 'string') {
        return findField(mappings, definition['path']);
      } else {
        return { path, definition };
      }
    }
    return undefined;
  };
  return find(mappings.properties ?? {}, '', name.split('.'));
};
