import { ask } from '../connection/ask.ts';
import type { ElasticsearchClient } from '../connection/client.ts';
import { serverReason } from '../connection/server-reason.ts';
import { compareMapping } from './compare-mapping.ts';
import type { FieldDefinition, IndexMapping } from './mapping.ts';
import { MappingConflictError } from './mapping-conflict-error.ts';

/**
 * Adds the missing fields of a mapping to the indices behind a name, and returns their paths. Throws {@link
 * MappingConflictError} before it changes an index.
 */
export const extendMapping = async (
  client: ElasticsearchClient,
  name: string,
  wanted: IndexMapping,
  found: Readonly<Record<string, Partial<IndexMapping>>>,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const path = `/${encodeURIComponent(name)}/_mapping`;
  const doing = `read the mapping of ${name}`;
  // 404 means that the index has no fields yet.
  const { body } = await ask<Record<string, Effective>>(
    client,
    { method: 'GET', path: `${path}/field/*`, querystring: { include_defaults: true } },
    { doing, expect: [404], signal },
  );
  const differences = Object.entries(found).map(([index, { properties = {} }]) =>
    compareMapping(index, wanted.properties, properties, (field) => leafOf(body[index]?.mappings[field])),
  );
  const conflicts = differences.flatMap((difference) => difference.conflicts);
  if (conflicts.length > 0) throw new MappingConflictError(conflicts);
  const added = [...new Set(differences.flatMap((difference) => difference.added))];
  const isDynamic =
    wanted.dynamic === undefined ||
    Object.values(found).every(({ dynamic }) => String(dynamic ?? true) === String(wanted.dynamic));
  if (added.length === 0 && isDynamic && differences.every(({ changed }) => changed.length === 0)) return [];
  const answer = await ask<{ readonly error?: unknown }>(
    client,
    { method: 'PUT', path, body: { ...wanted } },
    { doing: `extend the mapping of ${name}`, expect: [400], signal },
  );
  if (answer.status === 400) {
    const reason = serverReason(answer.body.error) ?? 'refused';
    const field = /\[([^\]]+)\]/.exec(reason)?.[1] ?? added.join(', ');
    throw new MappingConflictError([
      { index: name, field, parameter: 'definition', wanted: wanted.properties[field] ?? null, found: reason },
    ]);
  }
  return added;
};

interface Effective {
  readonly mappings: Readonly<
    Record<string, { readonly mapping: Readonly<Record<string, FieldDefinition>> } | undefined>
  >;
}

const leafOf = (field: Effective['mappings'][string]): FieldDefinition | undefined =>
  field && Object.values(field.mapping)[0];
