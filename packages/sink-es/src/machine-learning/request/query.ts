/** Removes the default boost, which Elasticsearch may add to a query. */
export const withoutBoost = (query: unknown): unknown => {
  if (Array.isArray(query)) return query.map(withoutBoost);
  if (typeof query !== 'object' || query === null) return query;
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => !(name === 'boost' && value === 1))
      .map(([name, value]) => [name, withoutBoost(value)]),
  );
};
