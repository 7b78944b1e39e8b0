import type { Series } from '@penstock/stream';
import type { DailyPrice } from '../prices/document.ts';
import type { PagedRun } from '../server/with-page.ts';
import { withPage } from '../server/with-page.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { summaryText } from '../output/summary.ts';
import { paintOn } from '../output/paint.ts';
import { tellResult } from '../output/tell-result.ts';
import type { Summary } from '../output/summary.ts';
import { openTopic } from '../topic/open-topic.ts';
import type { Topic } from '../topic/topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';
import { forecastFrom } from './forecast.ts';
import { indexGroup, indexPrices } from './index-prices.ts';
import { pricesFor } from './prices-for.ts';
import { producePrices } from './produce.ts';

/** The whole pipeline in one process: prices, topic, store, forecast, page. */
export const pipeline = (context: Context): Promise<void> =>
  withPage(
    context,
    {
      steps: ['produce', 'index', 'train', 'backtest'],
      broker: context.args.kafka === undefined ? 'memory' : 'kafka',
    },
    async (watched, page) => {
      const { args, progress } = watched;
      // Both are opened before anything is sent, so that a missing server fails the run at its start.
      const store = await openStore(watched);
      const { summary, closes } = await openTopic<DailyPrice>(topics.prices, watched)
        .then((topic) => steps(topic, store, watched, page).finally(() => topic.close()))
        .finally(() => store.close());
      progress.line('Done');
      await tellResult(args, summaryText(summary, closes, paintOn(process.stdout)), summary);
    },
  );

const steps = async (
  topic: Topic<DailyPrice>,
  store: Store,
  context: Context,
  { watch, refresh, showingLag }: PagedRun,
): Promise<{ readonly summary: Summary; readonly closes: Series }> => {
  const { args, signal, progress } = context;
  // The page shows the results of an earlier run until this run has its own.
  await refresh(store, ['about', 'prices', 'anomalies', 'forecast']);
  const clock = stopwatch();
  const prices = await pricesFor(context);

  // All prices are read before the store is written, so that an invalid row leaves the store unchanged.
  const { written } = await watch.during('produce', () =>
    producePrices(topic, prices, { signal, ...watch.flowOptions('produce') }),
  );
  signal.throwIfAborted();
  const produce = clock();

  // A topic on Kafka may also have records of earlier runs.
  const reports = watch.flowOptions('index', (records) =>
    progress.step('Indexing: record', records, Math.max(records, written)),
  );
  const indexing = { until: 'end', fresh: args.fresh, signal, ...reports } as const;
  const indexed = await showingLag({ topic, name: topics.prices, group: indexGroup }, () =>
    watch.during('index', () => indexPrices(topic, store, indexing)),
  );
  signal.throwIfAborted();
  const index = clock();
  progress.line(`Indexed: ${indexed.documents} documents`);
  await refresh(store, ['about', 'prices']);

  const { summary, timingsMs, closes } = await forecastFrom(store, context, watch);
  await refresh(store, ['anomalies', 'forecast']);
  const timings = { produce, index, ...timingsMs };
  const whole: Summary = {
    source: prices.source,
    broker: topic.broker,
    ...summary,
    ...indexed,
    timingsMs: { ...timings, total: Object.values(timings).reduce((sum, ms) => sum + ms) },
  };
  return { summary: whole, closes };
};

/** Returns a function that returns the whole milliseconds since its last call. */
const stopwatch = (): (() => number) => {
  let last = performance.now();
  return () => {
    const since = Math.round(performance.now() - last);
    last += since;
    return since;
  };
};
