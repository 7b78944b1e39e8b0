import type { Context } from '../../context.ts';
import type { LiveStore } from './live-store.ts';

/** Opens the store that the arguments name, and does not load the client of the other one. */
export const openLiveStore = async ({
  args: { elasticsearch, store },
  env,
  progress,
  onRetry,
}: Context): Promise<LiveStore> => {
  if (elasticsearch === undefined) return (await import('./duckdb-live-store.ts')).duckdbLiveStore(store);
  const { elasticsearchLiveStore } = await import('./elasticsearch-live-store.ts');
  return elasticsearchLiveStore({
    node: elasticsearch,
    apiKey: env['ELASTICSEARCH_API_KEY'],
    onOutage: (text) => {
      onRetry?.('store');
      progress.line(text);
    },
  });
};
