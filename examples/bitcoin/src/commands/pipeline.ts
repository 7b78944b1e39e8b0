import type { DailyPrice } from '../prices/document.ts';
import { pageOf, serve } from '../output/page.ts';
import { findPrices } from '../prices/prices.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { creditOf, summaryText } from '../output/summary.ts';
import { paintOn } from '../output/paint.ts';
import { tellResult } from '../output/tell-result.ts';
import type { Summary } from '../output/summary.ts';
import { openTopic } from '../topic/open-topic.ts';
import type { Topic } from '../topic/topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';
import { forecastFrom } from './forecast.ts';
import { indexPrices } from './index-prices.ts';
import { producePrices } from './produce.ts';

/** The whole pipeline in one process: prices, topic, store, forecast, page. */
export const pipeline = async (context: Context): Promise<void> => {
  const { args, signal, progress } = context;
  // Both are opened before anything is sent, so that a server that is not there is told at once.
  const store = await openStore(context);
  const { summary, ...drawn } = await openTopic<DailyPrice>(topics.prices, context)
    .then((topic) => steps(topic, store, context).finally(() => topic.close()))
    .finally(() => store.close());
  progress.line('Done');
  await tellResult(args, summaryText(summary, drawn.closes, paintOn(process.stdout)), summary);
  const about = `${summary.documents} documents, ${summary.first} to ${summary.last}. Prices: ${creditOf(summary)}.`;
  if (!args.once)
    await serve(pageOf({ about, summary, ...drawn }), args.port ?? 8080, signal, (address) =>
      progress.notice(`Page at ${address} (Ctrl+C ends)`),
    );
};

const steps = async (topic: Topic<DailyPrice>, store: Store, context: Context) => {
  const { args, signal, progress } = context;
  const clock = stopwatch();
  const prices = await findPrices({ csv: args.csv, cache: args.store, signal });
  progress.line(`Prices from ${prices.source}`);

  // All prices are in the topic before the store is touched, so that a broken one leaves the store as it was.
  await producePrices(topic, prices, signal);
  signal.throwIfAborted();
  const produce = clock();

  const indexed = await indexPrices(topic, store, { until: 'end', fresh: args.fresh, signal });
  signal.throwIfAborted();
  const index = clock();
  progress.line(`Indexed: ${indexed.documents} documents`);

  const { summary, timingsMs, closes, fit } = await forecastFrom(store, context);
  const timings = { produce, index, ...timingsMs };
  const whole: Summary = {
    source: prices.source,
    broker: topic.broker,
    ...summary,
    ...indexed,
    timingsMs: { ...timings, total: Object.values(timings).reduce((sum, ms) => sum + ms) },
  };
  return { summary: whole, closes, fit };
};

/** Milliseconds since the last look, whole. */
const stopwatch = (): (() => number) => {
  let last = performance.now();
  return () => {
    const since = Math.round(performance.now() - last);
    last += since;
    return since;
  };
};
