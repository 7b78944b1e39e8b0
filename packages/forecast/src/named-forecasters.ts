/** Whether `list` has 1 to `most` items, each with a `fit` function and a `name` that no other item has. */
export const areNamedForecasters = (list: unknown, most = Infinity): boolean =>
  Array.isArray(list) &&
  list.length > 0 &&
  list.length <= most &&
  list.every(
    (one: { readonly name?: unknown; readonly fit?: unknown } | null) =>
      typeof one?.name === 'string' && typeof one.fit === 'function',
  ) &&
  new Set(list.map(({ name }: { readonly name: string }) => name)).size === list.length;
