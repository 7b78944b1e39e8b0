/** A query without the default boost, with which Elasticsearch may write it back. */
export const withoutBoost = (query: unknown): unknown => {
  if (Array.isArray(query)) return query.map(withoutBoost);
  if (typeof query !== 'object' || query === null) return query;
  return Object.fromEntries(
    Object.entries(query)
      .filter(([name, value]) => !(name === 'boost' && value === 1))
      .map(([name, value]) => [name, withoutBoost(value)]),
  );
};
