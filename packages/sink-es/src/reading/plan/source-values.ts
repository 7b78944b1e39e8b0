/**
 * Returns the values at a path of a document. Like Elasticsearch, it searches objects, arrays, and keys that contain
 * dots. `null` and empty text do not count as values.
 */
export const sourceValues = (source: unknown, path: string): readonly unknown[] => {
  // Fast path: most fields are properties of the document itself.
  const value = path.includes('.') ? undefined : (source as Record<string, unknown> | null | undefined)?.[path];
  if (typeof value === 'number') return [value];
  return valuesAt(source, path.split('.'));
};

const valuesAt = (node: unknown, path: readonly string[]): readonly unknown[] => {
  if (node === null || node === undefined || node === '') return [];
  if (Array.isArray(node)) return node.flatMap((item) => valuesAt(item, path));
  if (path.length === 0) return [node];
  if (typeof node !== 'object') return [];
  return path.flatMap((_, last) => {
    const key = path.slice(0, last + 1).join('.');
    return Object.hasOwn(node, key) ? valuesAt((node as Record<string, unknown>)[key], path.slice(last + 1)) : [];
  });
};

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Returns a number, also for text that Elasticsearch reads as a number; `undefined` for anything else. */
export const toNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && decimal.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};
