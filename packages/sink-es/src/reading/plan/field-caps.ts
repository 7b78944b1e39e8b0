import { ask } from '../../connection/ask.ts';
import type { ElasticsearchClient } from '../../connection/client.ts';

/** What Elasticsearch can do with fields, by name and by type. */
export interface FieldCaps {
  readonly fields: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly searchable?: boolean; readonly aggregatable?: boolean }>> | undefined
    >
  >;
}

/** Asks what fields there are behind a name of indices. */
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

/** The types of a field in the indices that have it. */
export const typesOf = ({ fields }: FieldCaps, name: string): readonly string[] =>
  Object.keys(fields[name] ?? {}).filter((type) => type !== 'unmapped');
