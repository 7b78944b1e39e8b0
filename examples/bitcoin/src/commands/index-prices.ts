import { mapValue, run, validate } from '@penstock/stream';
import type { FlowOptions } from '@penstock/stream';
import type { DailyPrice } from '../prices/document.ts';
import { dailyPrice, idOf, toDocument } from '../prices/document.ts';
import { foundEnd } from '../prices/ranking.ts';
import { openStore } from '../store/open-store.ts';
import type { Extent } from '../store/extent.ts';
import type { Store } from '../store/store.ts';
import { creditOf } from '../output/summary.ts';
import { tellResult } from '../output/tell-result.ts';
import { openTopic } from '../topic/open-topic.ts';
import type { Topic } from '../topic/topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';

/** What the store holds, and how many documents are new. */
export interface Indexed extends Extent {
  readonly created: number;
}

/** The consumer group of the step `index`. */
export const indexGroup = 'bitcoin_kafka';

/** Options of {@link indexPrices}. */
export interface IndexOptions extends Pick<FlowOptions, 'onStats' | 'statsEvery'> {
  /** `'end'` stops at the current end of the topic. */
  readonly until: 'end' | undefined;
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

/** Writes the prices of a topic to the store, each day as one document. */
export const indexPrices = async (
  topic: Topic<DailyPrice>,
  store: Store,
  { until, fresh, signal, ...reports }: IndexOptions,
): Promise<Indexed> => {
  if (fresh) await store.clear();
  const before = await store.extent();
  const flow = topic.read({ ...reports, group: indexGroup, until, id: idOf });
  await run(
    flow,
    validate(dailyPrice),
    mapValue((price, { time }) => toDocument(withFound(price, time))),
    store.sink,
    { signal },
  );
  const extent = await store.extent();
  return { ...extent, created: extent.documents - before.documents };
};

// A record that does not say when it was found gets the time at which it was sent, so that a later one replaces it.
const withFound = (price: DailyPrice, time = 0): DailyPrice =>
  price.found === undefined && time >= 0 && time < foundEnd ? { ...price, found: Math.floor(time) } : price;

/** The command `index`. */
export const index = async (context: Context): Promise<void> => {
  const { args, signal } = context;
  const topic = await openTopic<DailyPrice>(topics.prices, context);
  const store = await openStore(context);
  try {
    const indexed = await indexPrices(topic, store, {
      until: args.once ? 'end' : undefined,
      fresh: args.fresh,
      signal,
    });
    const { documents, created, first, last } = indexed;
    await tellResult(
      args,
      `Index bitcoin_kafka in ${store.name}: ${documents} documents, ${first} to ${last}; ${created} created. ` +
        `Prices: ${creditOf(indexed)}`,
      { broker: topic.broker, store: store.name, ...indexed },
    );
  } finally {
    await store.close();
    await topic.close();
  }
};
