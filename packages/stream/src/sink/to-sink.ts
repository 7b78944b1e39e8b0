import { asyncScheduler, Observable, type SchedulerLike, type Subscriber, Subscription } from 'rxjs';
import { checkOptions, type OptionNames } from '../check-options.ts';
import type { Barrier } from '../delivery/barrier.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Flow, Sink } from '../delivery/flow.ts';
import type { Receipt } from '../delivery/receipt.ts';
import { type Duration, toCount, toTimeLimit } from '../duration.ts';
import { streamError } from '../errors.ts';
import { startTimer } from '../timers/start-timer.ts';

/** What a write made of one delivery. */
export type WriteOutcome = 'written' | 'unchanged' | { readonly rejected: unknown };

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
export const toSink = <T>(write: Write<T>, options: ToSinkOptions = {}): Sink<T> => {
  const { scheduler = asyncScheduler } = checkOptions(options, toSinkOptionNames, 'toSink');
  const settings: Settings = {
    maxBatch: toCount(options.maxBatch ?? 500, 'maxBatch'),
    maxAge: toTimeLimit(options.maxAge ?? '200ms', 'maxAge'),
    concurrency: toCount(options.concurrency ?? 1, 'concurrency'),
    scheduler,
  };
  return (flow: Flow<T>): Observable<Receipt> =>
    new Observable((out) => {
      const writer = new SinkWriter(write, settings, out);
      writer.subscriptions.add(
        flow.subscribe({
          next: (element) => writer.take(element),
          error: (error: unknown) => out.error(error),
          complete: () => writer.complete(),
        }),
      );
      return writer.subscriptions;
    });
};

interface Settings {
  readonly maxBatch: number;
  readonly maxAge: number;
  readonly concurrency: number;
  readonly scheduler: SchedulerLike;
}

class SinkWriter<T> {
  readonly subscriptions = new Subscription();
  readonly #write: Write<T>;
  readonly #settings: Settings;
  readonly #out: Subscriber<Receipt>;
  readonly #abort = new AbortController();
  #waiting: Array<Delivery<T>> = [];
  /** The oldest has waited long enough, or somebody asked: write even a short batch. */
  #urgent = false;
  #writes = 0;
  #timer: Subscription | undefined;
  #listening = false;
  #complete = false;

  constructor(write: Write<T>, settings: Settings, out: Subscriber<Receipt>) {
    this.#write = write;
    this.#settings = settings;
    this.#out = out;
    this.subscriptions.add(() => this.#abort.abort());
  }

  take(element: Delivery<T> | Barrier): void {
    if (element.kind === 'barrier') {
      // The ledger keeps it from completing before what came before it is settled.
      element.arrive();
      return;
    }
    if (!this.#listening) {
      this.#listening = true;
      this.subscriptions.add(element.lane.context.starved.subscribe(() => this.#hurry()));
    }
    if (this.#waiting.push(element) === 1) this.#arm();
    if (this.#waiting.length >= this.#settings.maxBatch) this.#pump();
  }

  complete(): void {
    this.#complete = true;
    this.#hurry();
  }

  #arm(): void {
    this.#timer = startTimer(this.#settings.maxAge, () => this.#hurry(), this.#settings.scheduler);
    this.subscriptions.add(this.#timer);
  }

  #disarm(): void {
    if (!this.#timer) return;
    this.#timer.unsubscribe();
    this.subscriptions.remove(this.#timer);
    this.#timer = undefined;
  }

  #hurry(): void {
    this.#urgent = true;
    this.#pump();
  }

  #pump(): void {
    const { maxBatch, concurrency } = this.#settings;
    while (
      this.#writes < concurrency &&
      this.#waiting.length > 0 &&
      (this.#urgent || this.#waiting.length >= maxBatch)
    ) {
      // Whoever has a partition by now may have written further on, and an older record of a key must not come after.
      const batch = this.#waiting.slice(0, maxBatch).filter(({ lane }) => lane.state !== 'revoked');
      this.#waiting = this.#waiting.slice(maxBatch);
      this.#disarm();
      if (this.#waiting.length > 0) this.#arm();
      if (batch.length > 0) void this.#send(batch);
    }
    if (this.#waiting.length === 0) this.#urgent = this.#complete;
    if (this.#complete && this.#writes === 0 && this.#waiting.length === 0) this.#out.complete();
  }

  async #send(batch: ReadonlyArray<Delivery<T>>): Promise<void> {
    this.#writes += 1;
    const ended = batch[0]!.lane.context.beginWrite();
    let outcomes: readonly WriteOutcome[] | void;
    try {
      outcomes = await this.#write(batch, { signal: this.#abort.signal });
      if (outcomes && outcomes.length !== batch.length) {
        throw new TypeError(
          `the write returned ${outcomes.length} outcomes for ${batch.length} deliveries; it must return one for ` +
            'each, or nothing',
        );
      }
    } catch (cause) {
      const { topic, partition, offset } = batch[0]!.position;
      // The source may have completed by now and wait for acknowledgements that will not come.
      batch[0]!.lane.source.abandon();
      this.#out.error(
        streamError(
          'PENSTOCK_SINK_FAILED',
          `Writing ${batch.length} deliveries from ${topic}-${partition} offset ${offset} failed: ` +
            `${cause instanceof Error ? cause.message : String(cause)}. They are not committed and come again on ` +
            'the next run.',
          cause,
        ),
      );
      return;
    } finally {
      ended();
      this.#writes -= 1;
    }
    if (this.#out.closed) return;
    for (let index = 0; index < batch.length; index += 1) this.#settle(batch[index]!, outcomes?.[index] ?? 'written');
    this.#pump();
  }

  #settle(delivery: Delivery<T>, outcome: WriteOutcome): void {
    const { id, position } = delivery;
    if (typeof outcome === 'object') {
      delivery.reject(outcome.rejected);
      this.#out.next({ id, position, outcome: 'rejected', error: outcome.rejected });
    } else {
      delivery.ack();
      this.#out.next({ id, position, outcome });
    }
  }
}
