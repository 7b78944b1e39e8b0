import { isDeepStrictEqual } from 'node:util';

type Source = Record<string, unknown>;

/** Parses the action and source lines of a document. */
export const readLines = (
  lines: Buffer,
): { readonly id: string; readonly routing: string | undefined; readonly source: Source } => {
  const [action = '', source = ''] = lines.toString().split('\n');
  const [meta] = Object.values(
    JSON.parse(action) as Record<string, { readonly _id: string; readonly routing?: string }>,
  );
  return { id: meta!['_id'], routing: meta!.routing, source: JSON.parse(source) as Source };
};

/**
 * Returns whether a stored document equals the record that was sent. With a pipeline (`transformed`), compares only the
 * fields that were sent and are still stored, since a pipeline may add and remove fields.
 */
export const isSameRecord = (sent: Source, stored: Source, transformed: boolean): boolean =>
  transformed
    ? Object.entries(sent).every(([name, value]) => !(name in stored) || isDeepStrictEqual(value, stored[name]))
    : isDeepStrictEqual(sent, stored);
