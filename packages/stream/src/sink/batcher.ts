import type { Batch, Payload } from './batch.ts';
import { BatchQueue } from './batch-queue.ts';
import type { GatherSettings } from './batch-queue.ts';
import { KeyOrder } from './key-order.ts';

/** The functions of a {@link Batcher}: they give keys and queues of entries, and write batches. */
export interface BatchWrites<M, E, P extends Payload<E>> {
  newPayload(): P;
  /**
   * Returns the key of an entry. Members of one key are written one at a time, in order of arrival. Default: no order.
   */
  keyOf?(entry: E): string;
  /** Returns the queue of an entry. Queues never share a batch, and each has its own writes. Default: one queue. */
  queueOf?(entry: E): string | number;
  /** Writes a batch. It must not reject, and must call {@link Batcher.leave} for each member before it resolves. */
  write(batch: Batch<M, P>): Promise<void>;
}

interface Waiting<M, E> {
  readonly member: M;
  readonly entry: E;
  readonly came: number;
}

/**
 * Gathers members into batches and writes them. A batch is limited by count, bytes and the age of its oldest member.
 * The number of concurrent writes is limited, and the writes of one key are in order.
 *
 * {@link batchingSink} uses it with deliveries as members. Use it for a sender with other members, such as promises to
 * resolve.
 *
 * @example
 * ```ts
 * import { Batcher } from '@penstock/stream/internal/rxjs';
 * import { Entries } from '@penstock/stream/sink';
 * import { asyncScheduler } from 'rxjs';
 *
 * const letters = new Batcher<() => void, string, Entries<string>>(
 *   { maxBatch: 10, maxBytes: 1_000, maxAge: 20, concurrency: { limit: 1 }, scheduler: asyncScheduler },
 *   {
 *     newPayload: () => new Entries((line) => line.length),
 *     write: async ({ members, payload }) => {
 *       console.log(payload.list.join('\n'));
 *       for (const resolve of members) resolve();
 *     },
 *   },
 * );
 * await new Promise<void>((resolve) => letters.add(resolve, 'a letter'));
 * ```
 */
export class Batcher<M, E, P extends Payload<E>> {
  readonly #settings: GatherSettings;
  readonly #writes: BatchWrites<M, E, P>;
  readonly #order = new KeyOrder<Waiting<M, E>>();
  readonly #queues = new Map<string | number | undefined, BatchQueue<M, E, P>>();
  /** The only queue, when there is no `queueOf`; saves a lookup for each entry. */
  #only: BatchQueue<M, E, P> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(settings: GatherSettings, writes: BatchWrites<M, E, P>) {
    this.#settings = settings;
    this.#writes = writes;
  }

  /** @param came When the member arrived, by the scheduler's clock; default now. */
  add(member: M, entry: E, came?: number): void {
    const key = this.#writes.keyOf?.(entry);
    if (key === undefined || this.#order.enter(key)) this.#queueOf(entry).add(member, key, entry, came);
    else this.#order.wait(key, { member, entry, came: came ?? this.#settings.scheduler.now() });
  }

  /** Reports that the outcome of a member is known, so that the next member of its key may be written. Call it once. */
  leave(batch: Batch<M, P>, at: number): void {
    if (batch.keys.length === 0) return;
    const key = batch.keys[at]!;
    const next = this.#order.leave(key);
    if (next) this.#queueOf(next.entry).add(next.member, key, next.entry, next.came);
  }

  /** Writes the waiting members as soon as a write may start, even when their batch is not full. */
  flush(): void {
    for (const queue of this.#queues.values()) queue.flush();
  }

  /** Writes all members without waiting for full batches, then calls `then`; immediately when there are no members. */
  drain(then: () => void): void {
    this.#onDrained = then;
    this.#look();
  }

  /** Drops all waiting members. Running writes continue. */
  clear(): void {
    this.#onDrained = undefined;
    this.#order.clear();
    for (const queue of this.#queues.values()) queue.clear();
  }

  #queueOf(entry: E): BatchQueue<M, E, P> {
    if (this.#only) return this.#only;
    const name = this.#writes.queueOf?.(entry);
    return this.#queues.get(name) ?? this.#newQueue(name);
  }

  #newQueue(name: string | number | undefined): BatchQueue<M, E, P> {
    const queue = new BatchQueue<M, E, P>(
      this.#settings,
      () => this.#writes.newPayload(),
      (batch) => this.#writes.write(batch),
      () => this.#look(),
      this.#onDrained !== undefined,
    );
    this.#queues.set(name, queue);
    if (!this.#writes.queueOf) this.#only = queue;
    return queue;
  }

  #look(): void {
    const then = this.#onDrained;
    if (!then) return;
    let isIdle = this.#order.isEmpty;
    for (const queue of this.#queues.values()) {
      // A member that waited for its key may be in a queue without a running write, which would start the next one.
      queue.drain(true);
      isIdle &&= queue.isIdle;
    }
    if (!isIdle) return;
    this.#onDrained = undefined;
    for (const queue of this.#queues.values()) queue.drain(false);
    then();
  }
}
