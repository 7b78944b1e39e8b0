import type { SchedulerLike } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { OptionNames } from '../check-options.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Sink } from '../delivery/flow.ts';
import type { Duration } from '../duration.ts';
import type { Payload } from './batch.ts';
import { batchingSink } from './batching-sink.ts';
import { writeFailed } from './sink-failure.ts';
import type { WriteOutcome } from './sink-writer.ts';

/** How {@link toSink} gathers and writes. */
export interface ToSinkOptions {
  /** Most deliveries in a write; at least 1, default 500. */
  readonly maxBatch?: number;
  /** Longest wait of the oldest delivery; `Infinity` for no limit. Default `'200ms'`. */
  readonly maxAge?: Duration;
  /** Most writes under way; at least 1, default 1, which keeps the order of writes. */
  readonly concurrency?: number;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The names of {@link ToSinkOptions}, for a sink that takes them among its own options. */
export const toSinkOptionNames: OptionNames<ToSinkOptions> = {
  maxBatch: true,
  maxAge: true,
  concurrency: true,
  scheduler: true,
};

/**
 * Writes a batch; resolves when it is durable, with one outcome a delivery, or with nothing when all are `'written'`.
 */
export type Write<T> = (
  batch: ReadonlyArray<Delivery<T>>,
  context: { readonly signal: AbortSignal },
) => Promise<readonly WriteOutcome[] | void>;

/**
 * Makes a sink of a function that writes a batch.
 *
 * Each delivery is settled by its own outcome, after the write is durable. A throw says that the fate of
 * the whole batch is unknown: the flow errors with `PENSTOCK_SINK_FAILED`, whatever the rejection policy,
 * and the batch comes again. An outage must not pass for bad records.
 *
 * `batchingSink` of `@penstock/stream/sink` is for a sink that needs more: batches by bytes, order by key, a
 * connection.
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

/** The deliveries themselves are what is written. */
const noPayload: Payload<undefined> = { bytes: 0, hasRoom: () => true, add: () => undefined };
