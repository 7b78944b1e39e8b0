import { fromTopic, memoryTopic, toTopic } from '@penstock/sources';
import { deliver, mapValue, run } from '@penstock/stream';
import type { Arguments } from './arguments.ts';
import { readArguments, usage } from './arguments.ts';
import type { DailyPrice } from './document.ts';
import { dayOf, toDocument } from './document.ts';
import { pageOf, serve } from './page.ts';
import { findPrices } from './prices.ts';
import { progressOn } from './progress.ts';
import type { Store } from './store.ts';
import { openStore } from './store.ts';
import { daysOf, summaryText, writeSummary } from './summary.ts';
import type { Summary } from './summary.ts';
import { epochs, train } from './train.ts';

const stop = new AbortController();
const { signal } = stop;
const progress = progressOn(process.stderr);
const id = ({ time }: DailyPrice): string => dayOf(time);

const pipeline = async (args: Arguments, store: Store) => {
  const clock = stopwatch();
  const { source, rows } = await findPrices({ csv: args.csv, cache: args.store, signal });
  progress.line(`Prices from ${source}`);

  // All prices are in the topic before the store is touched, so that a broken one leaves the store as it was.
  const topic = await memoryTopic<DailyPrice>({ name: 'bitcoin', partitions: 10 });
  await run(deliver(rows, { topic: 'prices', id }), toTopic(topic, { key: id }), { signal });
  signal.throwIfAborted();
  const produce = clock();

  if (args.fresh) await store.clear();
  const before = await store.extent();
  await run(fromTopic(topic, { group: 'bitcoin_kafka', until: 'end', id }), mapValue(toDocument), store.sink, { signal });
  signal.throwIfAborted();
  const extent = await store.extent();
  const index = clock();
  progress.line(`Indexed: ${extent.documents} documents`);

  const closes = await store.closes(365);
  const { fit, metrics, forecast: ahead } = await train(closes, { signal, onEpoch: (epoch) => progress.step('Training: epoch', epoch, epochs) });
  const training = clock();
  const forecast = daysOf(ahead(7));

  const timings = { produce, index, train: training, forecast: clock() };
  const timingsMs = { ...timings, total: Object.values(timings).reduce((sum, ms) => sum + ms) };
  const created = extent.documents - before.documents;
  const summary: Summary = { source, broker: 'memory', store: 'duckdb', ...extent, created, forecast, metrics, timingsMs };
  return { summary, closes, fit };
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

const main = async (): Promise<void> => {
  const args = readArguments(process.argv.slice(2), process.env);
  if (args.help) return console.log(usage);
  const store = await openStore(args.store);
  const result = await pipeline(args, store).finally(() => store.close());
  progress.line('Done');
  console.log(summaryText(result.summary));
  if (args.json !== undefined) await writeSummary(args.json, result.summary);
  if (!args.once) await serve(pageOf(result), args.port, signal, (address) => progress.line(`Page at ${address} (Ctrl+C ends)`));
};

const onSignal = (): void => stop.abort();
process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

try {
  await main();
} catch (error) {
  const interrupted = signal.aborted && error === signal.reason;
  progress.line(interrupted ? 'Interrupted' : `Error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = interrupted ? 130 : 1;
}
