import { PenstockError } from '@penstock/stream';
import type { Context } from '../context.ts';
import { saveAnomalies } from '../dashboard/results.ts';
import { oddDays } from '../model/anomalies.ts';
import { anomalyText } from '../output/anomaly-text.ts';
import { tellResult } from '../output/tell-result.ts';
import { openStore } from '../store/open-store.ts';

// The detector learns from the first 100 days and judges none of them.
const fewest = 101;

/** The command `anomalies`: writes all anomalies of the stored prices to the store, and prints the most severe. */
export const anomalies = async (context: Context): Promise<void> => {
  const { args, signal, progress } = context;
  const store = await openStore(context);
  try {
    const closes = await store.closes();
    if (closes.values.length < fewest) {
      throw new PenstockError(
        'PENSTOCK_SERIES_TOO_SHORT',
        `Expected at least ${fewest} days in the index bitcoin_kafka (${store.name}) to find anomalies; it holds ` +
          `${closes.values.length}. Run the steps produce and index first, or the whole pipeline.`,
      );
    }
    const days = oddDays(closes);
    await saveAnomalies(store, days, signal);
    progress.line('Done');
    await tellResult(args, anomalyText(days, args.top), { store: store.name, anomalies: days });
  } finally {
    await store.close();
  }
};
