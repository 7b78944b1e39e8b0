import { messariQuotes, poll } from '@penstock/sources';
import { deliver, run, tapValue } from '@penstock/stream';
import type { FlowOptions, Quote, RunCounts } from '@penstock/stream';
import { reasonText } from '@penstock/stream/error';
import type { DailyPrice } from '../prices/document.ts';
import { idOf } from '../prices/document.ts';
import type { Prices } from '../prices/prices.ts';
import { openTopic } from '../topic/open-topic.ts';
import type { Topic } from '../topic/topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';
import { pricesFor } from './prices-for.ts';

/** Sends daily prices to their topic, each day under its own key. */
export const producePrices = (
  topic: Topic<DailyPrice>,
  { rows }: Prices,
  { signal, ...flow }: { readonly signal: AbortSignal } & Pick<FlowOptions, 'onStats' | 'statsEvery'>,
): Promise<RunCounts> =>
  run(deliver(rows, { ...flow, topic: 'prices', id: idOf, time: ({ time }) => time }), topic.sink(idOf), { signal });

/** The command `produce`. */
export const produce = async (context: Context): Promise<void> => {
  const { written } = await (context.args.messari ? quotes(context) : prices(context));
  context.progress.line(`Sent ${written} records`);
};

const prices = async (context: Context): Promise<RunCounts> => {
  const found = await pricesFor(context);
  const topic = await openTopic<DailyPrice>(topics.prices, context);
  return producePrices(topic, found, { signal: context.signal }).finally(() => topic.close());
};

const quotes = async (context: Context): Promise<RunCounts> => {
  const { args, env, signal, progress } = context;
  // Users report that a free key allows some 2,000 requests a day.
  const every = args.every ?? '45s';
  const endpoint = env['MESSARI_ENDPOINT'];
  const topic = await openTopic<Quote>(topics.quotes, context);
  const source = poll(messariQuotes({ asset: 'bitcoin', ...(endpoint && { endpoint }) }), {
    every,
    signal,
    onError: (error, { wait }) => progress.line(`Messari: ${reasonText(error)} Again in ${Math.round(wait / 1_000)} s`),
    onMissed: (missed) => progress.line(`Messari answered late: ${missed} quotes missed`),
  });
  progress.line(`A quote of Messari every ${every} (Ctrl+C ends)`);
  const told = tapValue(({ time, priceUsd }: Quote) =>
    progress.line(`${new Date(time).toISOString()}  ${priceUsd} USD`),
  );
  // The id is the quote's time, since positions of a polled source start at 0 in every run.
  return run(
    deliver(source, { topic: 'quotes', id: ({ time }) => `btc-${time}` }),
    told,
    topic.sink(() => 'BTC'),
    { signal },
  ).finally(() => topic.close());
};
