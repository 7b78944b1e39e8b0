import { checkOptions } from '../check-options.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Sink } from '../delivery/flow.ts';
import type { Payload } from './batch.ts';
import { batchingSink } from './batching-sink.ts';
import { writeFailed } from './sink-failure.ts';
import type { WriteOutcome } from './sink-writer.ts';
import { toSinkOptionNames } from './to-sink-options.ts';
import type { ToSinkOptions } from './to-sink-options.ts';

/**
 * Writes a batch. Resolves when it is durable, with one outcome for each delivery, or with nothing when all are
 * `'written'`.
 */
export type Write<T> = (
  batch: ReadonlyArray<Delivery<T>>,
  context: { readonly signal: AbortSignal },
) => Promise<readonly WriteOutcome[] | void>;

/**
 * Makes a sink of a function that writes a batch.
 *
 * Each delivery is settled by its own outcome, after the write is durable. A throw means that the outcome of the whole
 * batch is unknown. The flow then errors with `PENSTOCK_SINK_FAILED`, whatever the rejection policy, and the next run
 * reads the batch again. So an outage of the store does not reject valid records.
 *
 * For a sink that also needs batches by bytes, order by key or a connection, use `batchingSink` of
 * `@penstock/stream/sink`.
 *
 * @throws `PENSTOCK_BAD_OPTION`
 *
 * @example
 * ```ts
 * import { appendFile } from 'node:fs/promises';
 *
 * const toFile = toSink<string>(async (batch) =>
 *   appendFile('lines.txt', batch.map(({ value }) => `${value}\n`).join('')),
 * );
 * ```
 */
export const toSink = <T>(write: Write<T>, options: ToSinkOptions = {}): Sink<T> =>
  batchingSink<T, undefined, Payload<undefined>>(
    () => ({
      encode: () => undefined,
      newPayload: () => noPayload,
      async write({ members: deliveries }, members, { signal }) {
        const batch = members.length === deliveries.length ? deliveries : members.map((at) => deliveries[at]!);
        try {
          return await write(batch, { signal });
        } catch (cause) {
          throw writeFailed(batch, cause);
        }
      },
    }),
    checkOptions(options, toSinkOptionNames, 'toSink'),
  );

/** A payload without content: the write takes the deliveries themselves. */
const noPayload: Payload<undefined> = { bytes: 0, hasRoom: () => true, add: () => undefined };
