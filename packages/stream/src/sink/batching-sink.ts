import { asyncScheduler, Observable } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { checkOptions } from '../check-options.ts';
import type { OptionNames } from '../check-options.ts';
import type { Flow, Sink } from '../delivery/flow.ts';
import type { Receipt } from '../delivery/receipt.ts';
import { toCount, toTimeLimit } from '../duration.ts';
import type { Duration } from '../duration.ts';
import type { Payload } from './batch.ts';
import { SinkEngine } from './sink-engine.ts';
import type { SinkWriter } from './sink-writer.ts';

/** Options of {@link batchingSink}. */
export interface BatchingOptions {
  /** The maximum number of deliveries in a write; at least 1, default 500. */
  readonly maxBatch?: number;
  /**
   * The maximum number of bytes in a write, as the payload counts them. A larger entry is written alone. Default: no
   * limit.
   */
  readonly maxBytes?: number;
  /** Longest time that a delivery waits for its batch to fill; `Infinity` for no limit. Default `'200ms'`. */
  readonly maxAge?: Duration;
  /** The maximum number of concurrent writes; at least 1. Default 1, which keeps the order of writes. */
  readonly concurrency?: number;
  /** Clock and timers; default RxJS's `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

const optionNames: OptionNames<BatchingOptions> = {
  maxBatch: true,
  maxBytes: true,
  maxAge: true,
  concurrency: true,
  scheduler: true,
};

/**
 * Makes a sink that writes batches. `toSink`, `toElasticsearch` and `toKafka` are built on it. Use it for your own
 * sinks that need more than `toSink`.
 *
 * A batch is written when it has `maxBatch` deliveries or `maxBytes`, when its oldest delivery has waited `maxAge`,
 * when the source has no credit, and at the end. Deliveries whose partition was revoked are dropped before the write.
 * Each delivery is settled by its own outcome and gets one receipt. A failure abandons the source, so that nothing more
 * is committed.
 *
 * Test your sink with `sinkContract` of `@penstock/stream/testing`.
 *
 * @param open Makes a new writer for each subscription.
 * @throws `PENSTOCK_BAD_OPTION` immediately. The flow errors when `write` rejects; see {@link SinkWriter.write}.
 *
 * @example
 * ```ts
 * interface Table {
 *   insert(rows: readonly string[], signal: AbortSignal): Promise<void>;
 * }
 * const toTable = (table: Table) =>
 *   batchingSink<Candle, { id: string; row: string }, Entries<{ id: string; row: string }>>(
 *     () => ({
 *       encode: ({ id, value }) => ({ id, row: JSON.stringify(value) }),
 *       // Writes of one row stay in order, even with several concurrent writes.
 *       keyOf: ({ id }) => id,
 *       newPayload: () => new Entries(({ row }) => row.length),
 *       async write({ payload }, members, { signal }) {
 *         await table.insert(
 *           members.map((at) => payload.list[at]!.row),
 *           signal,
 *         );
 *       },
 *     }),
 *     { maxBatch: 1_000, maxBytes: 1_000_000, concurrency: 4 },
 *   );
 * ```
 */
export const batchingSink = <T, E, P extends Payload<E>>(
  open: () => SinkWriter<T, E, P>,
  options: BatchingOptions = {},
): Sink<T> => {
  const { scheduler = asyncScheduler, maxBytes = Infinity } = checkOptions(options, optionNames, 'batchingSink');
  const settings = {
    maxBatch: toCount(options.maxBatch ?? 500, 'maxBatch'),
    maxBytes: maxBytes === Infinity ? maxBytes : toCount(maxBytes, 'maxBytes'),
    maxAge: toTimeLimit(options.maxAge ?? '200ms', 'maxAge'),
    scheduler,
  };
  const fixed = { limit: toCount(options.concurrency ?? 1, 'concurrency') };
  return (flow: Flow<T>): Observable<Receipt> =>
    new Observable((out) => {
      const writer = open();
      const { concurrency = fixed } = writer;
      const engine = new SinkEngine(writer, { ...settings, concurrency }, out);
      engine.subscriptions.add(
        flow.subscribe({
          next: (element) => engine.take(element),
          error: (error: unknown) => engine.fail(error),
          complete: () => engine.complete(),
        }),
      );
      return engine.subscriptions;
    });
};
