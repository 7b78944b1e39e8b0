import type { Batch, Payload } from './batch.ts';
import { BatchQueue } from './batch-queue.ts';
import type { GatherSettings } from './batch-queue.ts';
import { KeyOrder } from './key-order.ts';

/** What a {@link Batcher} needs to know of its members and their writes. */
export interface BatchWrites<M, E, P extends Payload<E>> {
  newPayload(): P;
  /** Members of one key are written in the order in which they came, one at a time; default no order. */
  keyOf?(entry: E): string;
  /** Entries of different queues never share a batch, and each queue has its own writes; default one queue. */
  queueOf?(entry: E): string | number;
  /** Writes a batch; must not reject. Before it resolves, call {@link Batcher.leave} for each member. */
  write(batch: Batch<M, P>): Promise<void>;
}

interface Waiting<M, E> {
  readonly member: M;
  readonly entry: E;
  readonly came: number;
}

/**
 * Gathers members into batches and has them written: by count, bytes and age of the oldest, with bounded concurrency,
 * and with the writes of a key in order.
 *
 * It is the part of {@link batchingSink} that knows no deliveries, for a sender whose members are something else, such
 * as promises to resolve.
 *
 * @example
 * ```ts
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
  /** The queue of all entries, where there are not several: no look-up for each of them. */
  #only: BatchQueue<M, E, P> | undefined;
  #onDrained: (() => void) | undefined;

  constructor(settings: GatherSettings, writes: BatchWrites<M, E, P>) {
    this.#settings = settings;
    this.#writes = writes;
  }

  /** @param came When the member came, by the scheduler's clock; default now. */
  add(member: M, entry: E, came?: number): void {
    const key = this.#writes.keyOf?.(entry);
    if (key === undefined || this.#order.enter(key)) this.#queueOf(entry).add(member, key, entry, came);
    else this.#order.wait(key, { member, entry, came: came ?? this.#settings.scheduler.now() });
  }

  /** Says that the fate of a member is known, so that the next one of its key may be written. Call it once for each. */
  leave(batch: Batch<M, P>, at: number): void {
    if (batch.keys.length === 0) return;
    const key = batch.keys[at]!;
    const next = this.#order.leave(key);
    if (next) this.#queueOf(next.entry).add(next.member, key, next.entry, next.came);
  }

  /** Writes what waits as soon as there is room, full batch or not. */
  flush(): void {
    for (const queue of this.#queues.values()) queue.flush();
  }

  /** Writes everything without waiting for more, then calls `then`, at once where there is nothing to write. */
  drain(then: () => void): void {
    this.#onDrained = then;
    this.#look();
  }

  /** Drops what waits; writes under way go on. */
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
      // The next write of a key may have come to a queue without a write whose end would start it.
      queue.drain(true);
      isIdle &&= queue.isIdle;
    }
    if (!isIdle) return;
    this.#onDrained = undefined;
    for (const queue of this.#queues.values()) queue.drain(false);
    then();
  }
}
