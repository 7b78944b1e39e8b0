import { run, settle, tapValue, toSink } from '@penstock/stream';
import type { Delivery, Sink } from '@penstock/stream';
import { openTopic } from '../topic/open-topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';

/** The command `consume`: prints each message on a line, or micro-batches. */
export const consume = async (context: Context): Promise<void> => {
  const { args, signal } = context;
  const topic = await openTopic<unknown>(args.messari ? topics.quotes : topics.prices, context);
  const flow = topic.read({ group: 'bitcoin-console', until: args.once ? 'end' : undefined });
  const running =
    args.every === undefined ? run(flow, printed, settle(), { signal }) : run(flow, tables(args.every), { signal });
  await running.finally(() => topic.close());
};

const lineOf = ({ value, key, position: { topic, partition, offset } }: Delivery<unknown>): string =>
  `${topic}-${partition} offset ${offset} key ${key ?? '-'}: ${JSON.stringify(value)}`;

const printed = tapValue((_value: unknown, delivery: Delivery<unknown>) => console.log(lineOf(delivery)));

const shown = 20;

/** Prints micro-batches as the console sink of Spark does: the number of the batch, and its first rows. */
const tables = (every: `${number}s`): Sink<unknown> => {
  let number = 0;
  return toSink(
    async (batch) => {
      const more = batch.length > shown ? [`only the first ${shown} of ${batch.length}`] : [];
      console.log(
        [`--- Batch ${number++}: ${batch.length} records`, ...batch.slice(0, shown).map(lineOf), ...more, ''].join(
          '\n',
        ),
      );
    },
    { maxBatch: Number.MAX_SAFE_INTEGER, maxAge: every },
  );
};
