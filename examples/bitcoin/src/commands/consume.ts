import { run, settle, tapValue, toSink } from '@penstock/stream';
import type { Delivery, Sink } from '@penstock/stream';
import { openTopic } from '../topic/open-topic.ts';
import { topics } from '../topic/topic.ts';
import type { Context } from '../context.ts';

/** The command `consume`: shows what comes, one message a line or a table for each micro-batch. */
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

/** Micro-batches as the console of Spark shows them: a number, and the first rows. */
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
