/** Whether `list` has 1 to `most` items that `fit` something, each under a `name` of its own. */
export const areNamedForecasters = (list: unknown, most = Infinity): boolean =>
  Array.isArray(list) &&
  list.length > 0 &&
  list.length <= most &&
  list.every(
    (one: { readonly name?: unknown; readonly fit?: unknown } | null) =>
      typeof one?.name === 'string' && typeof one.fit === 'function',
  ) &&
  new Set(list.map(({ name }: { readonly name: string }) => name)).size === list.length;
