import type { Context } from '../context.ts';
import { readBoard } from '../board/stored-board.ts';
import { withPage } from '../server/with-page.ts';
import { openStore } from '../store/open-store.ts';

/** The command `dashboard` without `--out` and `--kibana`: serves the page of the store. */
export const showStore = async (context: Context): Promise<void> => {
  const { elasticsearch, index } = context.args;
  if (index !== undefined && elasticsearch !== undefined) return showIndex(context, elasticsearch, index);
  const store = await openStore(context);
  if (elasticsearch === undefined) {
    // Only one process can open a DuckDB file, so the file is closed before the page is served.
    const stored = await readBoard(store).finally(() => store.close());
    return withPage(context, { steps: [], broker: null }, async (_, run) => run.show(stored));
  }
  try {
    // Other programs may write to Elasticsearch, so it is read again.
    const reload = () => readBoard(store);
    await withPage(context, { steps: [], broker: null, reload }, async (_, run) => run.show(await reload()));
  } finally {
    await store.close();
  }
};

/** Serves the page of the candles in another index. */
const showIndex = async (context: Context, node: string, index: string): Promise<void> => {
  const { args, env, signal } = context;
  const { openIndex } = await import('../store/other-index.ts');
  const other = openIndex({ node, index, apiKey: env['ELASTICSEARCH_API_KEY'], fields: args.fields, signal });
  try {
    const reload = () => other.read();
    await withPage(context, { steps: [], broker: null, reload }, async (_, run) => run.show(await reload()));
  } finally {
    await other.close();
  }
};
