import { importInto } from '@penstock/sink-es';
import { PenstockError } from '@penstock/stream';
import { bitcoinDashboard } from '../dashboard/bitcoin-dashboard.ts';
import type { Span } from '../dashboard/bitcoin-dashboard.ts';
import { dayOf } from '../prices/document.ts';
import { showStore } from './show-store.ts';
import { openStore } from '../store/open-store.ts';
import { writeWhole } from '../output/whole-file.ts';
import type { Context } from '../context.ts';

// The first day for which Yahoo has a price.
const firstDay = '2014-09-17';

/** The command `dashboard`: serves the page of the store, or writes the Kibana dashboard to a file or into Kibana. */
export const dashboard = (context: Context): Promise<void> => {
  const { out, kibana } = context.args;
  return out === undefined && kibana === undefined ? showStore(context) : forKibana(context);
};

const forKibana = async (context: Context): Promise<void> => {
  const { args, env, signal, progress } = context;
  const board = bitcoinDashboard(await spanOf(context));
  if (args.out !== undefined) {
    await writeWhole('out', args.out, board.toNdjson(args.kibanaVersion));
    progress.line(`Dashboard with ${board.panels.length} panels in ${args.out}`);
  }
  if (args.kibana !== undefined) {
    const apiKey = env['KIBANA_API_KEY'];
    const objects = await importInto(args.kibana, board, {
      signal,
      ...(apiKey && { headers: { authorization: `ApiKey ${apiKey}` } }),
    });
    progress.line(`Dashboard ${board.title} in Kibana: ${objects} objects`);
  }
};

/** The days in the index. Without an index: from the first price of Yahoo until today. */
const spanOf = async (context: Context): Promise<Span> => {
  if (context.args.elasticsearch === undefined) return { first: firstDay, last: dayOf(Date.now()) };
  const store = await openStore(context);
  const { first, last } = await store.extent().finally(() => store.close());
  if (first === null || last === null) {
    throw new PenstockError(
      'PENSTOCK_SERIES_TOO_SHORT',
      'Expected prices in the index bitcoin_kafka, since the dashboard shows its years; it holds none. Run the ' +
        'pipeline first, or leave out --elasticsearch.',
    );
  }
  return { first, last };
};
