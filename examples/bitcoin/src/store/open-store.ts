import type { Context } from '../context.ts';
import type { Store } from './store.ts';

/** Opens the store that the arguments name, and does not load the client of the other one. */
export const openStore = async ({
  args: { elasticsearch, template, store },
  env,
  progress,
  onRetry,
}: Context): Promise<Store> => {
  if (elasticsearch === undefined) return (await import('./duckdb-store.ts')).duckdbStore(store);
  const { elasticsearchStore } = await import('./elasticsearch-store.ts');
  return elasticsearchStore({
    node: elasticsearch,
    template,
    apiKey: env['ELASTICSEARCH_API_KEY'],
    onOutage: (text) => {
      onRetry?.('store');
      progress.line(text);
    },
  });
};
