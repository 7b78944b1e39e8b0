import { isDeepStrictEqual } from 'node:util';

type Source = Record<string, unknown>;

/** Reads a document back out of its lines. */
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
 * Tells whether a stored document is the record that was sent; behind a pipeline, whether what was sent and kept is the
 * same.
 */
export const isSameRecord = (sent: Source, stored: Source, transformed: boolean): boolean =>
  transformed
    ? Object.entries(sent).every(([name, value]) => !(name in stored) || isDeepStrictEqual(value, stored[name]))
    : isDeepStrictEqual(sent, stored);
