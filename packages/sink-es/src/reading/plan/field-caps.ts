import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';

/** The capabilities of fields, such as searchable, by name and type. */
export interface FieldCaps {
  readonly fields: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly searchable?: boolean; readonly aggregatable?: boolean }>> | undefined
    >
  >;
}

/** Reads which of these fields the indices behind a name have. */
export const lookUpCaps = async (
  client: ElasticsearchClient,
  index: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<FieldCaps> => {
  const { body } = await ask<FieldCaps>(
    client,
    { method: 'GET', path: `/${encodeURIComponent(index)}/_field_caps`, querystring: { fields: names.join(',') } },
    { doing: `look up the fields of ${index}`, signal },
  );
  return body;
};

/** Returns the types of a field in the indices that have it. */
export const typesOf = ({ fields }: FieldCaps, name: string): readonly string[] =>
  Object.keys(fields[name] ?? {}).filter((type) => type !== 'unmapped');
